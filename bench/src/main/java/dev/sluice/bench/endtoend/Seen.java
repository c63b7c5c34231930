package dev.sluice.bench.endtoend;

import java.util.BitSet;

/** Which numbers were seen, and how often one was seen again. Any thread. */
public final class Seen {
  private final BitSet ids = new BitSet();
  private long repeats;

  public synchronized void add(long id) {
    int index = Math.toIntExact(id);
    if (ids.get(index)) {
      repeats++;
    } else {
      ids.set(index);
    }
  }

  public synchronized void addRange(long from, int count) {
    for (int i = 0; i < count; i++) add(from + i);
  }

  /** Adds the numbers of another one, once each; its own repeats count. */
  public void addAll(Seen others) {
    long[] numbers;
    long again;
    synchronized (others) {
      numbers = others.ids.stream().asLongStream().toArray();
      again = others.repeats;
    }
    synchronized (this) {
      for (long number : numbers) add(number);
      repeats += again;
    }
  }

  public synchronized boolean contains(long id) {
    return ids.get(Math.toIntExact(id));
  }

  /** The smallest one; less than 0 if there is none. */
  public synchronized long first() {
    return ids.nextSetBit(0);
  }

  public synchronized long count() {
    return ids.cardinality();
  }

  public synchronized long repeats() {
    return repeats;
  }

  /** How many of these are missing in {@code other}. */
  public synchronized long missingIn(Seen other) {
    BitSet missing = (BitSet) ids.clone();
    synchronized (other) {
      missing.andNot(other.ids);
    }
    return missing.cardinality();
  }
}
