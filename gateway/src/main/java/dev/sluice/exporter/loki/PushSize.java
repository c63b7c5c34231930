package dev.sluice.exporter.loki;

/**
 * How large pushes may be, and what that means in bytes of OTLP: a line repeats its resource, so a
 * push is larger than its batch, by a factor that is learned. Any thread.
 */
final class PushSize {
  /**
   * Of a push before compression. Loki's defaults are 4 MiB a second with a burst of 6 MiB, and 4
   * MiB for a message inside: a push of 6.3 MB never clears. A quarter of a second's worth passes
   * beside others, and Grafana's own agents send no more.
   */
  static final int DEFAULT_MAX_BYTES = 1 << 20;

  private static final int LEAST_MAX_BYTES = 64 << 10;
  private static final double FIRST_GUESS = 2;

  /** How much of a smaller factor is believed at once; a larger one is believed wholly. */
  private static final double TRUST = 0.1;

  private volatile int maxBytes;
  private volatile double factor = FIRST_GUESS;

  PushSize(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The most that a push may have, before compression. */
  int maxBytes() {
    return maxBytes;
  }

  /** The most that a batch may have, as OTLP, for its push to fit as a rule. */
  long maxBatchBytes() {
    return (long) (maxBytes / factor);
  }

  /** A batch became a push of that size. */
  void encoded(long batchBytes, long pushBytes) {
    if (batchBytes <= 0) return;
    double seen = (double) pushBytes / batchBytes;
    double known = factor;
    factor = seen > known ? seen : known + (seen - known) * TRUST;
  }

  /** A batch would have become a push of more than {@link #maxBytes}. */
  void overflowed(long batchBytes) {
    factor = Math.max(factor, (double) maxBytes / Math.max(1, batchBytes)) * (1 + TRUST);
  }

  /** Loki takes no more at once. */
  void limit(long bytes) {
    maxBytes = (int) Math.max(LEAST_MAX_BYTES, Math.min(maxBytes, bytes));
  }

  /** Loki found a push of that size too large: no more than half from now on. */
  void refused(long pushBytes) {
    maxBytes = (int) Math.max(LEAST_MAX_BYTES, Math.min(maxBytes, pushBytes / 2));
  }
}
