package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Streams of which something was learned in the last {@value #MINUTES} minutes. Bounded: {@value
 * #PLACES} of them in 128 KiB; one that falls on another's place takes it. Remembers hashes alone,
 * seeded so that nobody outside can make two streams that are taken for one. Any thread.
 */
final class RecentStreams {
  private static final int PLACES = 1 << 14;
  private static final int MINUTES = 10;
  private static final long NANOS_PER_MINUTE = 60_000_000_000L;

  /** The lowest bits of an entry: the minute of its last news. */
  private static final long MINUTE_BITS = (1L << 20) - 1;

  private final AtomicLongArray places = new AtomicLongArray(PLACES);
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final LongSupplier nanoTime;
  private final long startedAt;
  private volatile long newsIn;

  RecentStreams(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
    this.newsIn = -MINUTES;
  }

  /** There is news of the stream with these labels, as we write them. */
  void add(String tenant, ByteSlice labels) {
    long hash = hash(tenant, labels);
    long minute = minute();
    places.set(place(hash), (hash & ~MINUTE_BITS) | (minute & MINUTE_BITS));
    newsIn = minute;
  }

  boolean contains(String tenant, ByteSlice labels) {
    long hash = hash(tenant, labels);
    long entry = places.get(place(hash));
    boolean isSame = entry != 0 && ((entry ^ hash) & ~MINUTE_BITS) == 0;
    return isSame && ((minute() - entry) & MINUTE_BITS) < MINUTES;
  }

  /**
   * As {@link #contains}, for a stream that is about to be written to: as long as that goes on, it
   * stays known.
   */
  boolean holds(String tenant, ByteSlice labels) {
    long hash = hash(tenant, labels);
    int place = place(hash);
    long entry = places.get(place);
    long minute = minute();
    if (entry == 0 || ((entry ^ hash) & ~MINUTE_BITS) != 0) return false;
    long age = (minute - entry) & MINUTE_BITS;
    if (age >= MINUTES) return false;
    if (age > 0) {
      places.compareAndSet(place, entry, (hash & ~MINUTE_BITS) | (minute & MINUTE_BITS));
    }
    return true;
  }

  /** Whether there was no news at all lately. */
  boolean isEmpty() {
    return minute() - newsIn >= MINUTES;
  }

  void clear() {
    for (int i = 0; i < PLACES; i++) places.set(i, 0);
  }

  /** From 1 on, so that no entry is 0. */
  private long minute() {
    return (nanoTime.getAsLong() - startedAt) / NANOS_PER_MINUTE + 1;
  }

  private static int place(long hash) {
    return (int) (hash >>> (Long.SIZE - 14));
  }

  private long hash(String tenant, ByteSlice labels) {
    long ofTenant = seed ^ tenant.hashCode() * 0x9E3779B97F4A7C15L;
    return Sketch.hash(labels.array(), labels.offset(), labels.end(), ofTenant);
  }
}
