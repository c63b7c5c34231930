package dev.sluice.sending.storage;

import java.util.Arrays;

/**
 * Where the records of one segment stand, and how many items they hold. A record that is lost has
 * no place. In memory only while the segment is written or read.
 */
final class RecordIndex {
  private static final int LOST = -1;

  private int[] offsets = new int[16];
  private int[] lengths = new int[16];
  private int[] items = new int[16];
  private long[] millis = new long[16];
  private int size;

  int size() {
    return size;
  }

  /** Adds the next record; its payload is {@code length} bytes, its header stands at the offset. */
  void add(int offset, int length, int itemCount, long enqueuedMillis) {
    if (size == offsets.length) {
      int capacity = size * 2;
      offsets = Arrays.copyOf(offsets, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
      items = Arrays.copyOf(items, capacity);
      millis = Arrays.copyOf(millis, capacity);
    }
    offsets[size] = offset;
    lengths[size] = length;
    items[size] = itemCount;
    millis[size] = enqueuedMillis;
    size++;
  }

  /** A record that is known by its absence. */
  void addLost(int itemCount) {
    add(LOST, 0, itemCount, Long.MAX_VALUE);
  }

  /** What is known now of a lost record. */
  void setItems(int at, int itemCount) {
    items[at] = itemCount;
  }

  /** Takes back the last records. */
  void cutTo(int newSize) {
    size = newSize;
  }

  boolean isLost(int at) {
    return offsets[at] == LOST;
  }

  int offset(int at) {
    return offsets[at];
  }

  int length(int at) {
    return lengths[at];
  }

  int items(int at) {
    return items[at];
  }

  long millis(int at) {
    return millis[at];
  }
}
