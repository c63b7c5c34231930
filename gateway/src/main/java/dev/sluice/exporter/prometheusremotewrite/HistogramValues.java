package dev.sluice.exporter.prometheusremotewrite;

/** What a histogram's point says besides its buckets. Used again for the next one. */
final class HistogramValues {
  long time;
  long start;
  long count;
  long sumBits;
  boolean hasSum;
  boolean stale;

  void clear() {
    time = 0;
    start = 0;
    count = 0;
    sumBits = 0;
    hasSum = false;
    stale = false;
  }

  long millis() {
    return Values.millis(time);
  }

  long startMillis() {
    return Values.startMillis(start);
  }

  /** The count as a sample. */
  long countBits() {
    return stale ? Values.STALE : Values.ofCount(count);
  }

  /** The sum as a sample. */
  long sumSample() {
    return stale ? Values.STALE : sumBits;
  }
}
