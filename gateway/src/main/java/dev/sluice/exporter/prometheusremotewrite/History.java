package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;

/**
 * The newest sample of each series that the backend has, as far as there is room: by the hash of
 * the series alone, as a mistake once in a lifetime costs one sample that the backend refused
 * anyway. What is used stays; when it is full, what was not used since it was full the last time is
 * forgotten. Owner: the encoder's thread.
 *
 * <pre>
 *   24 bytes each:   hash   milliseconds   bits of the value
 * </pre>
 */
final class History {
  static final int ENTRY_BYTES = 3 * Long.BYTES;

  private static final int FIRST_CAPACITY = 256;

  private final int maxCapacity;
  private long[] present;
  private long[] before = {};
  private long owner;
  private int size;
  private int sizeBefore;

  // What was found last.
  private long millis;
  private long bits;

  /**
   * @param maxBytes of both halves, the present one and the one before
   */
  History(long maxBytes) {
    long entries = maxBytes / (2 * ENTRY_BYTES);
    maxCapacity = (int) Math.max(8, Math.min(entries, 1 << 26));
    present = new long[3 * Math.min(FIRST_CAPACITY, maxCapacity)];
  }

  /** What follows is about series of that owner, as a hash. */
  void of(long ownerHash) {
    owner = ownerHash;
  }

  /** Whether a sample of that series is known; then {@link #millis} and {@link #bits} are its. */
  boolean find(long series) {
    long hash = key(series);
    return find(present, hash) || (sizeBefore > 0 && find(before, hash));
  }

  private long key(long series) {
    long hash = series ^ owner;
    return hash == 0 ? 1 : hash;
  }

  private boolean find(long[] table, long hash) {
    int at = indexOf(table, hash);
    if (table[at] == 0) return false;
    millis = table[at + 1];
    bits = table[at + 2];
    return true;
  }

  long millis() {
    return millis;
  }

  long bits() {
    return bits;
  }

  /** The backend has this sample; one that is newer than it stays. */
  void put(long series, long sampleMillis, long valueBits) {
    long hash = key(series);
    int at = indexOf(present, hash);
    if (present[at] != 0) {
      if (sampleMillis >= present[at + 1]) set(at, hash, sampleMillis, valueBits);
      return;
    }
    if (size >= capacity() / 4 * 3) {
      makeRoom();
      at = indexOf(present, hash);
    }
    size++;
    if (sizeBefore > 0 && find(before, hash) && millis > sampleMillis) {
      set(at, hash, millis, bits);
    } else {
      set(at, hash, sampleMillis, valueBits);
    }
  }

  private void set(int at, long hash, long sampleMillis, long valueBits) {
    present[at] = hash;
    present[at + 1] = sampleMillis;
    present[at + 2] = valueBits;
  }

  private int capacity() {
    return present.length / 3;
  }

  /** Where the hash stands, or the free place where it would. */
  private static int indexOf(long[] table, long hash) {
    int at = 3 * (int) (((hash >>> 32) * (table.length / 3)) >>> 32);
    while (table[at] != 0 && table[at] != hash) {
      at += 3;
      if (at == table.length) at = 0;
    }
    return at;
  }

  private void makeRoom() {
    int capacity = capacity();
    if (capacity < maxCapacity) {
      long[] old = present;
      present = new long[3 * (int) Math.min(2L * capacity, maxCapacity)];
      for (int i = 0; i < old.length; i += 3) {
        if (old[i] != 0) set(indexOf(present, old[i]), old[i], old[i + 1], old[i + 2]);
      }
      return;
    }
    long[] free = before.length == present.length ? before : new long[present.length];
    Arrays.fill(free, 0);
    before = present;
    sizeBefore = size;
    present = free;
    size = 0;
  }

  /** Series that are known, some of them perhaps twice. */
  int size() {
    return size + sizeBefore;
  }

  /** What it takes in memory. */
  long bytes() {
    return (long) (present.length + before.length) * Long.BYTES;
  }
}
