package dev.sluice.receiver.prometheus.page;

import dev.sluice.receiver.prometheus.page.PrometheusProto.MetricFamily;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.WireType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a page of {@code MetricFamily} messages, each after its length, from a stream. Memory is
 * bounded by the longest metric, and none may be longer than {@link PageParser#MAX_ENTRY_BYTES}:
 *
 * <ul>
 *   <li>A family up to that length is read at once, whatever the order of its fields.
 *   <li>A longer one is read field by field as it comes, so its name and its type must stand before
 *       its metrics, as every writer has them. The unit and the help text may come later.
 * </ul>
 */
final class ProtobufPage {
  /** A tag, and a number or a length. */
  private static final int MAX_HEAD_BYTES = 20;

  /** Of the length of a message, as in Prometheus. */
  private static final int MAX_LENGTH_BYTES = 5;

  private static final int METRIC = MetricFamily.METRIC;

  private final InputStream in;
  private final FamilyReader family;
  private final ProtoCursor cursor = new ProtoCursor();
  private byte[] buffer;

  /** The buffer's first byte on the page. */
  private long offset;

  private int at;
  private int size;

  ProtobufPage(InputStream in, byte[] buffer, PageVisitor visitor, NativeHistograms natives) {
    this.in = in;
    this.buffer = buffer;
    this.family = new FamilyReader(visitor, natives);
  }

  /** Reads the page to its end; returns the buffer, for the next page. */
  byte[] read() throws IOException, PageException {
    try {
      while (fill(1) > 0) readFamily();
    } catch (MalformedException e) {
      throw PageException.atByte(offset + Math.max(at, e.at()), e.what());
    }
    return buffer;
  }

  private void readFamily() throws IOException, PageException {
    family.begin(offset + at);
    int available = fill(MAX_LENGTH_BYTES);
    long length = 0;
    int read = 0;
    byte next;
    do {
      if (read == available) throw MalformedException.at(at, "the page ends inside a length");
      if (read == MAX_LENGTH_BYTES) throw MalformedException.at(at, "the length of a family");
      next = buffer[at + read];
      length |= (next & 0x7FL) << (7 * read++);
    } while (next < 0);
    at += read;
    if (length <= PageParser.MAX_ENTRY_BYTES) {
      readWhole((int) length);
    } else {
      readByFields(length);
    }
  }

  private void readWhole(int length) throws IOException, PageException {
    require(length, "a family of %d bytes".formatted(length));
    int end = at + length;
    boolean hasMetrics = false;
    for (cursor.reset(buffer, at, end); cursor.next(); ) {
      if (cursor.field() == METRIC) {
        hasMetrics = true;
      } else {
        family.header(cursor);
      }
    }
    if (hasMetrics) {
      for (cursor.reset(buffer, at, end); cursor.next(); ) {
        if (cursor.field() == METRIC) family.metric(cursor);
      }
    }
    at = end;
  }

  private void readByFields(long length) throws IOException, PageException {
    long left = length;
    while (left > 0) {
      require(1, "a family of %d bytes".formatted(length));
      int field = require(fieldLength(left), "a family of %d bytes".formatted(length));
      cursor.reset(buffer, at, at + field);
      cursor.next();
      if (cursor.field() == METRIC) {
        family.metric(cursor);
      } else {
        family.header(cursor);
      }
      at += cursor.fieldLength();
      left -= cursor.fieldLength();
    }
  }

  /** The bytes of the next field; of one without a length, at least as many. */
  private int fieldLength(long left) throws IOException {
    int head = (int) Math.min(left, fill(MAX_HEAD_BYTES));
    int end = at + head;
    int pos = varintEnd(at, end);
    if ((buffer[at] & 7) != WireType.LEN) return head;
    int lengthEnd = varintEnd(pos, end);
    long length = 0;
    for (int i = lengthEnd - 1; i >= pos; i--) length = length << 7 | (buffer[i] & 0x7F);
    long whole = lengthEnd - at + length;
    if (length < 0 || whole > left) {
      throw MalformedException.at(at, "a field claims more bytes than its family has");
    }
    if (length > PageParser.MAX_ENTRY_BYTES) {
      throw MalformedException.at(
          at, "a metric is longer than %d bytes".formatted(PageParser.MAX_ENTRY_BYTES));
    }
    return (int) whole;
  }

  private int varintEnd(int from, int end) {
    for (int pos = from; pos < end; pos++) {
      if (buffer[pos] >= 0) return pos + 1;
    }
    throw MalformedException.at(from, "a family ends inside a number");
  }

  private int require(int length, String what) throws IOException {
    if (fill(length) >= length) return length;
    throw MalformedException.at(at, "the page ends inside " + what);
  }

  /** Sees to it that so many bytes are in the buffer from {@link #at} on, or all that are left. */
  private int fill(int length) throws IOException {
    if (size - at >= length) return size - at;
    System.arraycopy(buffer, at, buffer, 0, size - at);
    offset += at;
    size -= at;
    at = 0;
    if (length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length, buffer.length * 2));
    }
    size += in.readNBytes(buffer, size, buffer.length - size);
    return size;
  }
}
