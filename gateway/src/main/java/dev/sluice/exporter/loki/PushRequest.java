package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import dev.sluice.wire.WireType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@code logproto.PushRequest} in the making. Lines come in any order and are laid down one
 * behind another; {@link #writeTo} writes them out stream by stream. Streams stand in the order in
 * which they were first asked for, save that some can be put behind the others; lines in the order
 * in which they came.
 *
 * <p>What many lines end with lies here once, and they go on with it: the whole is larger than a
 * processor's caches, so that each byte less that is laid down is time.
 *
 * <pre>
 *   lines    [room][line][metadata] ...   room: for the entry's head, written when its length is known
 *   shared   [text][text] ...
 *   entries  from, end of the line's own part, to, text that it goes on with, next of the stream
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

  private static final int ENTRY_STRIDE = 5;
  private static final int OWN_END = 1;
  private static final int END = 2;
  private static final int SHARED = 3;
  private static final int NEXT = 4;

  /** No line, no text. */
  static final int NONE = -1;

  private final ProtoWriter lines = new ProtoWriter(1 << 16);
  private int[] entries = new int[ENTRY_STRIDE * 256];
  private int entryCount;
  private long allEntryBytes;

  private final ProtoWriter shared = new ProtoWriter(1 << 10);
  private int[] sharedEnds = new int[16];
  private int sharedCount;

  private final StreamTable streams = new StreamTable();
  private int[] firstEntry = new int[64];
  private int[] lastEntry = new int[64];
  private int[] entryBytes = new int[64];

  /** Of {@link #writeTo}: streams that come behind the others. */
  private int[] behind = new int[64];

  private final ProtoWriter streamHead = new ProtoWriter(256);
  private int lastWritten = NONE;

  /** How many stand behind the others. */
  private int late;

  private int lineStart;

  /** Where structured metadata begins; {@link #NONE} while there is none. */
  private int lineEnd;

  /** The text that the line goes on with, or {@link #NONE}. */
  private int lineShared;

  private long lineBytes;

  /** Empties it for another push. */
  void clear() {
    lines.clear();
    shared.clear();
    sharedCount = 0;
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
    lineShared = NONE;
    return lines;
  }

  /** Where to append to the line that was begun. */
  ProtoWriter line() {
    return lines;
  }

  /** Where to append a text that lines end with, up to {@link #endShared}. */
  ProtoWriter beginShared() {
    return shared;
  }

  /** The number of the text that was begun. */
  int endShared() {
    if (sharedCount == sharedEnds.length) sharedEnds = Arrays.copyOf(sharedEnds, sharedCount * 2);
    sharedEnds[sharedCount] = shared.size();
    return sharedCount++;
  }

  /** The line that was begun ends with that text. */
  void goOnWith(int text) {
    lineShared = text;
  }

  private int sharedStart(int text) {
    return text == 0 ? 0 : sharedEnds[text - 1];
  }

  private int sharedLength(int text) {
    return text == NONE ? 0 : sharedEnds[text] - sharedStart(text);
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
    int ownEnd = lineEnd == NONE ? lines.size() : lineEnd;
    int line = lineStart + Math.min(skip, ownEnd - lineStart);
    int lineLength = ownEnd - line + sharedLength(lineShared);
    int from = writeHead(line, lineLength, lines.size() - ownEnd, timeNanos);
    addEntry(stream, from, ownEnd);
    lineBytes += lineLength;
  }

  /** Writes the entry's tag, length and timestamp before its line, and returns where they begin. */
  private int writeHead(int line, int lineLength, int metadataLength, long timeNanos) {
    long seconds = Math.floorDiv(timeNanos, NANOS_PER_SECOND);
    long nanos = Math.floorMod(timeNanos, NANOS_PER_SECOND);
    int timeLength = sizeOfField(seconds) + sizeOfField(nanos);
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

  private void addEntry(int stream, int from, int ownEnd) {
    int place = entryCount * ENTRY_STRIDE;
    if (place == entries.length) entries = Arrays.copyOf(entries, place * 2);
    entries[place] = from;
    entries[place + OWN_END] = ownEnd;
    entries[place + END] = lines.size();
    entries[place + SHARED] = lineShared;
    entries[place + NEXT] = NONE;
    if (firstEntry[stream] == NONE) {
      firstEntry[stream] = entryCount;
    } else {
      entries[lastEntry[stream] * ENTRY_STRIDE + NEXT] = entryCount;
    }
    lastEntry[stream] = entryCount;
    int bytes = lines.size() - from + sharedLength(lineShared);
    entryBytes[stream] += bytes;
    allEntryBytes += bytes;
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
      entry = entries[entry * ENTRY_STRIDE + NEXT];
    }
    return lines;
  }

  /** Bytes that are kept for the next push. */
  long heldBytes() {
    return lines.array().length
        + shared.array().length
        + 4L * (entries.length + sharedEnds.length)
        + streams.heldBytes();
  }

  /** How long the request will be, save for a few bytes at the head of each stream. */
  long sizeInBytes() {
    return allEntryBytes + streams.bytes();
  }

  /** Exactly as many bytes as {@link #writeTo} will write. */
  long length() {
    long length = 0;
    for (int stream = 0; stream < streams.count(); stream++) {
      if (firstEntry[stream] == NONE) continue;
      length += Varint.sizeOfLen(STREAMS, sizeOf(stream, streams.labels(stream)));
    }
    return length;
  }

  /**
   * Writes the request. Streams without a line are left out; those of which {@code isFirst} does
   * not say so stand behind the others.
   */
  void writeTo(OutputStream out, Predicate<ByteSlice> isFirst) throws IOException {
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

  private void write(int stream, OutputStream out) throws IOException {
    lastWritten = stream;
    ByteSlice labels = streams.labels(stream);
    streamHead.clear();
    streamHead.tag(STREAMS, WireType.LEN).rawVarint(sizeOf(stream, labels));
    streamHead.bytes(LABELS, labels);
    out.write(streamHead.array(), 0, streamHead.size());
    for (int entry = firstEntry[stream]; entry != NONE; ) {
      int place = entry * ENTRY_STRIDE;
      int ownEnd = entries[place + OWN_END];
      int end = entries[place + END];
      int text = entries[place + SHARED];
      out.write(lines.array(), entries[place], ownEnd - entries[place]);
      if (text != NONE) out.write(shared.array(), sharedStart(text), sharedLength(text));
      if (end != ownEnd) out.write(lines.array(), ownEnd, end - ownEnd);
      entry = entries[place + NEXT];
    }
  }

  private int sizeOf(int stream, ByteSlice labels) {
    return Varint.sizeOfLen(LABELS, labels.length()) + entryBytes[stream];
  }
}
