package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import dev.sluice.wire.WireType;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@code logproto.PushRequest} in the making. Lines come in any order and are laid down one
 * behind another; {@link #writeTo} copies them out stream by stream. Streams stand in the order in
 * which they were first asked for, save that some can be put behind the others; lines in the order
 * in which they came.
 *
 * <pre>
 *   lines    [room][line][room][line] ...      room: for the entry's head, written when its
 *   entries  from, to, next of the same stream length is known
 *   request  0A len { 0A len labels  12 len { 0A len timestamp  12 len line  metadata } ... } ...
 * </pre>
 *
 * <p>Keeps its arrays from push to push. One thread.
 */
final class PushRequest {
  private static final int STREAMS = 1;
  private static final int LABELS = 1;
  private static final int ENTRIES = 2;
  private static final int TIMESTAMP = 1;
  private static final int LINE = 2;

  /** Of an entry: a message of name and value for each pair. */
  static final int METADATA = 3;

  private static final int SECONDS = 1;
  private static final int NANOS = 2;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /**
   * Tag and length of the entry, of its timestamp and of its line, and the timestamp at longest.
   */
  private static final int ROOM = 6 + 2 + 11 + 6 + 6;

  private static final int ENTRY_STRIDE = 3;
  private static final int NONE = -1;

  private final ProtoWriter lines = new ProtoWriter(1 << 16);
  private int[] entries = new int[ENTRY_STRIDE * 256];
  private int entryCount;
  private long allEntryBytes;

  private final StreamTable streams = new StreamTable();
  private int[] firstEntry = new int[64];
  private int[] lastEntry = new int[64];
  private int[] entryBytes = new int[64];

  /** Of {@link #writeTo}: streams that come behind the others. */
  private int[] behind = new int[64];

  private int lastWritten = NONE;

  /** How many stand behind the others. */
  private int late;

  private int lineStart;

  /** Where structured metadata begins; {@link #NONE} while there is none. */
  private int lineEnd;

  private long lineBytes;

  /** Empties it for another push. */
  void clear() {
    lines.clear();
    entryCount = 0;
    allEntryBytes = 0;
    lineBytes = 0;
    lastWritten = NONE;
    late = 0;
    streams.clear();
  }

  /** The number of the stream with these labels, which is new or one of before. */
  int stream(ProtoWriter labels) {
    int known = streams.count();
    int stream = streams.find(labels.array(), 0, labels.size());
    if (stream == known) open(stream);
    return stream;
  }

  private void open(int stream) {
    if (stream == firstEntry.length) {
      firstEntry = Arrays.copyOf(firstEntry, stream * 2);
      lastEntry = Arrays.copyOf(lastEntry, stream * 2);
      entryBytes = Arrays.copyOf(entryBytes, stream * 2);
      behind = Arrays.copyOf(behind, stream * 2);
    }
    firstEntry[stream] = NONE;
    lastEntry[stream] = NONE;
    entryBytes[stream] = 0;
  }

  /** Where to append the next line, up to {@link #endLine} or {@link #dropLine}. */
  ProtoWriter beginLine() {
    lines.ensure(ROOM);
    lines.advance(ROOM);
    lineStart = lines.size();
    lineEnd = NONE;
    return lines;
  }

  /**
   * The line that was begun is whole. What is appended from here on are the entry's fields {@link
   * #METADATA}.
   */
  ProtoWriter beginMetadata() {
    lineEnd = lines.size();
    return lines;
  }

  /** Forgets the line that was begun. */
  void dropLine() {
    lines.truncate(lineStart - ROOM);
  }

  /**
   * Adds the line that was begun to a stream.
   *
   * @param skip how many bytes at its beginning are not part of it
   * @param timeNanos since 1970
   */
  void endLine(int stream, long timeNanos, int skip) {
    int end = lineEnd == NONE ? lines.size() : lineEnd;
    int line = lineStart + Math.min(skip, end - lineStart);
    int from = writeHead(line, end, timeNanos);
    addEntry(stream, from, lines.size());
    lineBytes += end - line;
  }

  /** Writes the entry's tag, length and timestamp before its line, and returns where they begin. */
  private int writeHead(int line, int lineEnd, long timeNanos) {
    long seconds = Math.floorDiv(timeNanos, NANOS_PER_SECOND);
    long nanos = Math.floorMod(timeNanos, NANOS_PER_SECOND);
    int timeLength = sizeOfField(seconds) + sizeOfField(nanos);
    int lineLength = lineEnd - line;
    int metadataLength = lines.size() - lineEnd;
    int lineHead = lineLength == 0 ? 0 : Varint.sizeOfLen(LINE, lineLength) - lineLength;
    int length = Varint.sizeOfLen(TIMESTAMP, timeLength) + lineHead + lineLength + metadataLength;
    int head = Varint.sizeOfLen(ENTRIES, length) - lineLength - metadataLength;
    int from = line - head;
    byte[] array = lines.array();
    int at = from;
    array[at++] = ENTRIES << 3 | WireType.LEN;
    at = Varint.write(array, at, length);
    array[at++] = TIMESTAMP << 3 | WireType.LEN;
    at = Varint.write(array, at, timeLength);
    if (seconds != 0) {
      array[at++] = SECONDS << 3 | WireType.VARINT;
      at = Varint.write(array, at, seconds);
    }
    if (nanos != 0) {
      array[at++] = NANOS << 3 | WireType.VARINT;
      at = Varint.write(array, at, nanos);
    }
    if (lineLength > 0) {
      array[at++] = LINE << 3 | WireType.LEN;
      at = Varint.write(array, at, lineLength);
    }
    assert at == line : "measured and written differ";
    return from;
  }

  /** All tags here are one byte. */
  private static int sizeOfField(long value) {
    return value == 0 ? 0 : 1 + Varint.size(value);
  }

  private void addEntry(int stream, int from, int to) {
    int place = entryCount * ENTRY_STRIDE;
    if (place == entries.length) entries = Arrays.copyOf(entries, place * 2);
    entries[place] = from;
    entries[place + 1] = to;
    entries[place + 2] = NONE;
    if (firstEntry[stream] == NONE) {
      firstEntry[stream] = entryCount;
    } else {
      entries[lastEntry[stream] * ENTRY_STRIDE + 2] = entryCount;
    }
    lastEntry[stream] = entryCount;
    entryBytes[stream] += to - from;
    allEntryBytes += to - from;
    entryCount++;
  }

  int lineCount() {
    return entryCount;
  }

  /** What the lines have in bytes without metadata: what Loki's rate is about, save that. */
  long lineBytes() {
    return lineBytes;
  }

  int streamCount() {
    return streams.count();
  }

  /** The labels of a stream, or null if it has no line; valid until the next push. */
  @Nullable ByteSlice labelsOf(int stream) {
    return firstEntry[stream] == NONE ? null : streams.labels(stream);
  }

  int linesOf(int stream) {
    int lines = 0;
    for (int entry = firstEntry[stream]; entry != NONE; lines++) {
      entry = entries[entry * ENTRY_STRIDE + 2];
    }
    return lines;
  }

  /** Bytes that are kept for the next push. */
  long heldBytes() {
    return lines.array().length + 4L * entries.length + streams.heldBytes();
  }

  /** How long the request will be, save for a few bytes at the head of each stream. */
  long sizeInBytes() {
    return allEntryBytes + streams.bytes();
  }

  /**
   * Appends the request. Streams without a line are left out; those of which {@code isFirst} does
   * not say so stand behind the others.
   */
  void writeTo(ProtoWriter out, Predicate<ByteSlice> isFirst) {
    late = 0;
    for (int stream = 0; stream < streams.count(); stream++) {
      if (firstEntry[stream] == NONE) continue;
      if (isFirst.test(streams.labels(stream))) {
        write(stream, out);
      } else {
        behind[late++] = stream;
      }
    }
    for (int i = 0; i < late; i++) write(behind[i], out);
  }

  /** How many streams stand behind the others. */
  int lateStreams() {
    return late;
  }

  /** The labels of the last stream in the request; empty if there is none. */
  ByteSlice lastStream() {
    return lastWritten == NONE ? ByteSlice.EMPTY : streams.labels(lastWritten);
  }

  private void write(int stream, ProtoWriter out) {
    lastWritten = stream;
    ByteSlice labels = streams.labels(stream);
    int size = Varint.sizeOfLen(LABELS, labels.length()) + entryBytes[stream];
    out.ensure(Varint.sizeOfLen(STREAMS, size));
    out.tag(STREAMS, WireType.LEN).rawVarint(size);
    int start = out.size();
    out.bytes(LABELS, labels);
    for (int entry = firstEntry[stream]; entry != NONE; ) {
      int place = entry * ENTRY_STRIDE;
      out.raw(lines.array(), entries[place], entries[place + 1] - entries[place]);
      entry = entries[place + 2];
    }
    assert out.size() - start == size : "measured and written differ";
  }
}
