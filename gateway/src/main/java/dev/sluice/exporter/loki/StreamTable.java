package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;

/**
 * The streams of one push, numbered as they come, found by their labels' bytes. An open hash table
 * that is emptied and filled again. One thread.
 */
final class StreamTable {
  private static final int FREE = 0;

  private final ProtoWriter texts = new ProtoWriter(4096);
  private int[] textEnds = new int[64];
  private int[] hashes = new int[64];
  private int count;

  /** At the hash's place, or the next free one: the stream's number plus one. */
  private int[] table = new int[256];

  void clear() {
    if (count > 0) Arrays.fill(table, FREE);
    count = 0;
    texts.clear();
  }

  /** The number of the stream with these labels; {@link #count} before the call if it is new. */
  int find(byte[] labels, int from, int to) {
    int hash = ByteSlice.hash(labels, from, to - from);
    int mask = table.length - 1;
    int place = hash & mask;
    for (; table[place] != FREE; place = (place + 1) & mask) {
      int stream = table[place] - 1;
      if (hashes[stream] == hash && isLabelsOf(stream, labels, from, to)) return stream;
    }
    add(hash, labels, from, to);
    table[place] = count;
    if (count > table.length / 2) grow();
    return count - 1;
  }

  private boolean isLabelsOf(int stream, byte[] labels, int from, int to) {
    return Arrays.equals(texts.array(), start(stream), textEnds[stream], labels, from, to);
  }

  private void add(int hash, byte[] labels, int from, int to) {
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, count * 2);
      textEnds = Arrays.copyOf(textEnds, count * 2);
    }
    texts.raw(labels, from, to - from);
    hashes[count] = hash;
    textEnds[count] = texts.size();
    count++;
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int stream = 0; stream < count; stream++) {
      int place = hashes[stream] & mask;
      while (table[place] != FREE) place = (place + 1) & mask;
      table[place] = stream + 1;
    }
  }

  int count() {
    return count;
  }

  /** All labels together. */
  int bytes() {
    return texts.size();
  }

  /** Bytes that are kept for the next push. */
  long heldBytes() {
    return texts.array().length + 4L * (table.length + 2 * hashes.length);
  }

  private int start(int stream) {
    return stream == 0 ? 0 : textEnds[stream - 1];
  }

  /** The labels' bytes, valid until the next {@link #find} or {@link #clear}. */
  ByteSlice labels(int stream) {
    int start = start(stream);
    return ByteSlice.of(texts.array(), start, textEnds[stream] - start);
  }
}
