package dev.sluice.exporter.prometheusremotewrite;

/**
 * Learns how much larger a request is than the OTLP that it was made of, so that batches are cut
 * before they are encoded in vain. One thread writes, any may read.
 */
final class SizeGuess {
  /** Gauges double; histograms grow more, with a series for each bucket. */
  private static final double FIRST = 2;

  private static final double WEIGHT = 0.2;

  /** Batches differ: what is cut should fit at the first attempt. */
  private static final double MARGIN = 1.2;

  private final long maxRequestBytes;
  private volatile double ratio = FIRST;

  SizeGuess(long maxRequestBytes) {
    this.maxRequestBytes = maxRequestBytes;
  }

  /** The OTLP bytes whose request can be expected to be within the maximum. */
  long maxBatchBytes() {
    return Math.max(1, (long) (maxRequestBytes / (ratio * MARGIN)));
  }

  void became(long batchBytes, long requestBytes) {
    if (batchBytes == 0) return;
    double seen = (double) requestBytes / batchBytes;
    double before = ratio;
    ratio = before + WEIGHT * (seen - before);
  }

  /** It became too large: how much too large was not found out. */
  void becameTooLarge(long batchBytes) {
    ratio = Math.max(ratio, MARGIN * maxRequestBytes / batchBytes);
  }
}
