package dev.sluice.exporter.prometheusremotewrite;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the caches of all shards may take together. A shard has its equal share for certain, and
 * what the others leave. Any thread.
 */
final class CacheBudget {
  private static final long MIN_BYTES = 4L << 20;
  private static final long MAX_BYTES = 128L << 20;
  private static final int SHARE_OF_MEMORY = 16;

  private final long maxBytes;
  private final int shards;
  private final LongAdder bytes = new LongAdder();
  private final LongAdder series = new LongAdder();
  private final LongAdder misses = new LongAdder();

  private CacheBudget(long maxBytes, int shards) {
    this.maxBytes = maxBytes;
    this.shards = shards;
  }

  static CacheBudget of(long memoryBytes, int shards) {
    long share = memoryBytes / SHARE_OF_MEMORY;
    return new CacheBudget(Math.max(MIN_BYTES, Math.min(MAX_BYTES, share)), shards);
  }

  long maxBytes() {
    return maxBytes;
  }

  /** Of all shards; what is held now. */
  long bytes() {
    return bytes.sum();
  }

  long series() {
    return series.sum();
  }

  /** Points that were not found, since the beginning. */
  long misses() {
    return misses.sum();
  }

  CacheShare newShare() {
    return new CacheShare(this);
  }

  long bound(long ownBytes) {
    return Math.max(maxBytes / shards, maxBytes - (bytes.sum() - ownBytes));
  }

  void add(long moreBytes, long moreSeries, long moreMisses) {
    bytes.add(moreBytes);
    series.add(moreSeries);
    misses.add(moreMisses);
  }
}
