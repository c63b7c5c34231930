package dev.sluice.receiver.prometheus.series;

import dev.sluice.wire.ByteSlice;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose keys are bytes and which is asked with a range of an array, so that looking
 * something up makes no object. Compares contents, never hashes alone; the hash is seeded per
 * process. Not for several threads at once.
 */
final class BytesTable<E extends BytesTable.Entry> {
  private static final int FIRST_CAPACITY = 64;

  /** A power of two, so that masks find the place. */
  private @Nullable Entry[] slots = new Entry[FIRST_CAPACITY];

  private int size;
  private long keyBytes;

  /** What is kept under a key. */
  abstract static class Entry {
    private final byte[] key;
    private final int hash;

    Entry(byte[] array, int from, int to) {
      this.key = Arrays.copyOfRange(array, from, to);
      this.hash = ByteSlice.hash(key, 0, key.length);
    }
  }

  int size() {
    return size;
  }

  /** Length of all keys together. */
  long keyBytes() {
    return keyBytes;
  }

  @SuppressWarnings("unchecked") // add() lets nothing else in
  @Nullable E find(byte[] array, int from, int to) {
    int hash = ByteSlice.hash(array, from, to - from);
    for (int at = hash & (slots.length - 1); ; at = (at + 1) & (slots.length - 1)) {
      Entry entry = slots[at];
      if (entry == null) return null;
      if (entry.hash == hash && Arrays.equals(entry.key, 0, entry.key.length, array, from, to)) {
        return (E) entry;
      }
    }
  }

  /** The key must not be in the table. */
  void add(E entry) {
    if (++size > slots.length / 2) grow();
    keyBytes += ((Entry) entry).key.length;
    put(slots, entry);
  }

  private void grow() {
    var larger = new Entry[slots.length * 2];
    for (Entry entry : slots) {
      if (entry != null) put(larger, entry);
    }
    slots = larger;
  }

  private static void put(@Nullable Entry[] into, Entry entry) {
    int at = entry.hash & (into.length - 1);
    while (into[at] != null) at = (at + 1) & (into.length - 1);
    into[at] = entry;
  }

  @SuppressWarnings("unchecked") // add() lets nothing else in
  void forEach(Consumer<? super E> action) {
    for (Entry entry : slots) {
      if (entry != null) action.accept((E) entry);
    }
  }

  /** Takes out what the predicate says; the table shrinks with it. */
  @SuppressWarnings("unchecked") // add() lets nothing else in
  void removeIf(Predicate<? super E> isRemoved) {
    Entry[] before = slots;
    int left = 0;
    for (int i = 0; i < before.length; i++) {
      Entry entry = before[i];
      if (entry == null) continue;
      if (isRemoved.test((E) entry)) {
        before[i] = null;
        keyBytes -= entry.key.length;
      } else {
        left++;
      }
    }
    if (left == size) return;
    size = left;
    slots = new Entry[Math.max(FIRST_CAPACITY, Integer.highestOneBit(left) * 4)];
    for (Entry entry : before) {
      if (entry != null) put(slots, entry);
    }
  }
}
