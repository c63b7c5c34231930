package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;

/**
 * Histograms with explicit bounds as one native histogram each, of schema -53: the bounds go with
 * it. What is counted and stands in no bucket stands above all bounds. Owner: the encoder's thread.
 */
final class CustomBuckets {
  private final RequestBuffer buffer;
  private final HistogramMessage message = new HistogramMessage();
  private final DenseBuckets buckets = new DenseBuckets();

  CustomBuckets(RequestBuffer buffer) {
    this.buffer = buffer;
  }

  /** Reads the counts of the buckets; false if they contradict the count. */
  boolean read(DenseBuckets counts, int bounds, long count) {
    buckets.clear(0);
    int given = Math.min(counts.size(), bounds + 1);
    long total = 0;
    for (int i = 0; i < given; i++) {
      long inBucket = counts.count(i);
      total += inBucket;
      if (inBucket < 0 || total < 0) return false;
      if (i < bounds) buckets.add(inBucket);
    }
    if (count < 0 || total > count) return false;
    long below = 0;
    for (int i = 0; i < buckets.size(); i++) below += buckets.count(i);
    while (buckets.size() < bounds) buckets.add(0);
    buckets.add(count - below);
    return true;
  }

  /** Adds what was read last; false if the series has another of that time. */
  boolean write(Series series, HistogramValues point, Gathered bounds, int finite) {
    ProtoWriter out = buffer.partBytes();
    int start = out.size();
    message.counts(
        out,
        point.stale ? 0 : point.count,
        point.stale ? Values.STALE : point.sumBits,
        HistogramMessage.CUSTOM_BUCKETS);
    message.zero(out, 0, 0);
    if (!point.stale) message.customBuckets(out, buckets);
    message.time(out, point.millis());
    message.customValues(out, bounds, finite);
    message.start(out, point.startMillis());
    return buffer.histogram(series, point.millis(), point.count, start);
  }
}
