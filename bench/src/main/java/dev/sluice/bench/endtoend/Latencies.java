package dev.sluice.bench.endtoend;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** All latencies of a run, in nanoseconds. Any thread adds; reading is for afterwards. */
final class Latencies {
  private final long[] nanos;
  private final AtomicInteger count = new AtomicInteger();

  Latencies(int capacity) {
    this.nanos = new long[capacity];
  }

  void add(long latencyNanos) {
    nanos[count.getAndIncrement()] = latencyNanos;
  }

  /**
   * The smallest latency that at least this share of the requests did not exceed, in milliseconds.
   *
   * @param share above 0, up to 1
   */
  double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, count.get());
    Arrays.sort(sorted);
    if (sorted.length == 0) return Double.NaN;
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
  }
}
