package dev.sluice.bench.endtoend;

import java.util.BitSet;

/** Which numbers were seen, and how often one was seen again. Any thread. */
final class Seen {
  private final BitSet ids = new BitSet();
  private long repeats;

  synchronized void add(long id) {
    int index = Math.toIntExact(id);
    if (ids.get(index)) {
      repeats++;
    } else {
      ids.set(index);
    }
  }

  synchronized void addRange(long from, int count) {
    for (int i = 0; i < count; i++) add(from + i);
  }

  synchronized long count() {
    return ids.cardinality();
  }

  synchronized long repeats() {
    return repeats;
  }

  /** How many of these are missing in {@code other}. */
  synchronized long missingIn(Seen other) {
    BitSet missing = (BitSet) ids.clone();
    synchronized (other) {
      missing.andNot(other.ids);
    }
    return missing.cardinality();
  }
}
