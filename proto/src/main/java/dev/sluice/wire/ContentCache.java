package dev.sluice.wire;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was made from bytes: the labels of a resource, what a rewrite turned it into.
 * Answers for exactly the bytes that were put in; a hash only finds the place.
 *
 * <p>Bounded in entries and in weight, whatever comes. A full cache forgets something else, not
 * what is new; it never refuses to answer and never grows. Any thread; values must be immutable.
 * Looking up takes no lock and allocates nothing.
 *
 * <pre>
 *   table   [a b c d][e f g h] ...    sets of four; the hash names the set
 *   entry   key bytes, value, weight  immutable, put and replaced as one
 * </pre>
 */
public final class ContentCache<V> {
  private static final int WAYS = 4;

  /** What weighs more than this share of the whole is not worth what it would push out. */
  private static final int LARGEST_SHARE = 16;

  private final AtomicReferenceArray<@Nullable Entry<V>> table;
  private final int setMask;
  private final long maxWeight;
  private final AtomicLong weight = new AtomicLong();
  private final AtomicInteger turn = new AtomicInteger();

  private record Entry<V>(int hash, ByteSlice key, V value, int weight) {
    boolean isFor(int otherHash, byte[] array, int offset, int length) {
      return hash == otherHash && key.contentEquals(array, offset, length);
    }
  }

  /**
   * @param maxEntries at least 4; rounded up to a power of two
   * @param maxWeight in whatever unit {@link #put} is told, bytes as a rule
   */
  public ContentCache(int maxEntries, long maxWeight) {
    int sets = Integer.highestOneBit(Math.max(1, (maxEntries - 1) / WAYS)) << 1;
    this.table = new AtomicReferenceArray<>(sets * WAYS);
    this.setMask = sets - 1;
    this.maxWeight = maxWeight;
  }

  /** What was put under these bytes, or null if nothing was or it is forgotten. */
  public @Nullable V get(byte[] array, int offset, int length) {
    int hash = ByteSlice.hash(array, offset, length);
    int first = firstOfSet(hash);
    for (int i = first; i < first + WAYS; i++) {
      Entry<V> entry = table.get(i);
      if (entry != null && entry.isFor(hash, array, offset, length)) return entry.value;
    }
    return null;
  }

  public @Nullable V get(ByteSlice key) {
    return get(key.array(), key.offset(), key.length());
  }

  /**
   * Remembers {@code value}. The key keeps its whole array alive, so copy what is a part of
   * something larger.
   */
  public void put(ByteSlice key, V value, int entryWeight) {
    if (entryWeight > maxWeight / LARGEST_SHARE) return;
    var entry = new Entry<>(key.hashCode(), key, value, entryWeight);
    Entry<V> replaced = table.getAndSet(placeFor(entry), entry);
    long sum = weight.addAndGet(entryWeight - (replaced == null ? 0L : replaced.weight));
    if (sum > maxWeight) forget();
  }

  private int firstOfSet(int hash) {
    return (hash & setMask) * WAYS;
  }

  private int placeFor(Entry<V> entry) {
    int first = firstOfSet(entry.hash);
    int free = -1;
    for (int i = first; i < first + WAYS; i++) {
      Entry<V> present = table.get(i);
      if (present == null) {
        free = i;
      } else if (present.hash == entry.hash && present.key.equals(entry.key)) {
        return i;
      }
    }
    return free >= 0 ? free : first + (turn.getAndIncrement() & (WAYS - 1));
  }

  /** Goes round the table like the hand of a clock until the rest is light enough. */
  private void forget() {
    for (int i = 0; i < table.length() && weight.get() > maxWeight; i++) {
      int place = (turn.getAndIncrement() & Integer.MAX_VALUE) % table.length();
      Entry<V> forgotten = table.getAndSet(place, null);
      if (forgotten != null) weight.addAndGet(-forgotten.weight);
    }
  }

  /** The weight of all that is remembered. */
  public long weight() {
    return weight.get();
  }

  /** How many entries there may be. */
  public int capacity() {
    return table.length();
  }
}
