package dev.sluice.pipeline;

/**
 * How much of the heap is live without telemetry, as far as collections have told. A collection
 * that cleans the old generation tells; a young one leaves old garbage where it is and says too
 * much, however many of them say so, and so it can only lower what is known. Were they believed,
 * the memory limiter could shut the door over garbage, and with the door shut nothing would be
 * allocated, nothing collected, and the door never opened.
 *
 * <p>Not for several threads at once, but for {@link #bytes}.
 */
final class LiveSet {
  /** The first of several mixed collections of G1 leaves garbage for the next ones. */
  private static final int MIXED = 4;

  private final long[] afterOld = new long[MIXED];
  private int count;
  private long least = Long.MAX_VALUE;
  private volatile long bytes;

  /** Least before the first collection: 0. Any thread. */
  long bytes() {
    return bytes;
  }

  /** The old generation was left as it was. */
  void youngCollected(long withoutTelemetry) {
    set(Math.min(least, withoutTelemetry));
  }

  /** The old generation was cleaned, all of it or in part. */
  void oldCollected(long withoutTelemetry) {
    afterOld[count++ % MIXED] = withoutTelemetry;
    long lowest = withoutTelemetry;
    for (int i = 0; i < Math.min(count, MIXED); i++) lowest = Math.min(lowest, afterOld[i]);
    set(lowest);
  }

  private void set(long value) {
    least = value;
    bytes = Math.max(0, value);
  }
}
