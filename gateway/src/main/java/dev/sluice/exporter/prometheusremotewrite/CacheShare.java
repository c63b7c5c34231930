package dev.sluice.exporter.prometheusremotewrite;

/** One shard's part of the budget. Owner: the thread that sends for the shard. */
final class CacheShare {
  private final CacheBudget budget;
  private long bytes;
  private long series;
  private long misses;

  CacheShare(CacheBudget budget) {
    this.budget = budget;
  }

  /** What the shard's cache may hold now. */
  long bytes() {
    return budget.bound(bytes);
  }

  /** What the shard's cache holds now. */
  void is(SeriesCache cache) {
    budget.add(cache.bytes() - bytes, cache.series() - series, cache.misses() - misses);
    bytes = cache.bytes();
    series = cache.series();
    misses = cache.misses();
  }
}
