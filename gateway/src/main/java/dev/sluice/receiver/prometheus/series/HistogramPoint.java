package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoWriter;

/**
 * A point of a histogram: cumulative buckets become a count for each, and the last is what the
 * whole count has beyond them.
 *
 * <p>A page that is read while its counters move may contradict itself by a few: a bucket below the
 * one before it, a count below its buckets. Then a bucket counts nothing and the count is what the
 * buckets have, so that the sum of all is always the count, as OTLP demands.
 */
final class HistogramPoint extends DistributionPoint {

  HistogramPoint(byte[] attributes) {
    super(attributes);
  }

  @Override
  void writeFields(ProtoWriter out, long startNanos, long timeNanos, boolean isStale) {
    sort();
    int finite = size > 0 && bounds[size - 1] == Double.POSITIVE_INFINITY ? size - 1 : size;
    if (startNanos != 0) out.fixed64(Otlp.HistogramDataPoint.START_TIME_UNIX_NANO, startNanos);
    out.fixed64(Otlp.HistogramDataPoint.TIME_UNIX_NANO, timeNanos);
    if (!isStale) {
      out.fixed64(Otlp.HistogramDataPoint.COUNT, total(finite));
      if (hasSum) out.float64(Otlp.HistogramDataPoint.SUM, sum);
    }
    writeBuckets(out, finite, isStale);
    for (byte[] exemplar : exemplars()) out.bytes(Otlp.HistogramDataPoint.EXEMPLARS, exemplar);
    out.raw(attributes(), 0, attributes().length);
    if (isStale) {
      out.varint(Otlp.HistogramDataPoint.FLAGS, Otlp.DataPointFlags.NO_RECORDED_VALUE_MASK);
    }
  }

  private long total(int finite) {
    long total = whole(count);
    for (int i = 0; i < finite; i++) total = Math.max(total, whole(values[i]));
    return total;
  }

  private void writeBuckets(ProtoWriter out, int finite, boolean isStale) {
    out.tag(Otlp.HistogramDataPoint.BUCKET_COUNTS, 2).rawVarint((finite + 1L) * Long.BYTES);
    long below = 0;
    for (int i = 0; i < finite; i++) {
      long upTo = Math.max(below, whole(values[i]));
      out.rawFixed64(isStale ? 0 : upTo - below);
      below = upTo;
    }
    out.rawFixed64(isStale ? 0 : total(finite) - below);
    if (finite == 0) return;
    out.tag(Otlp.HistogramDataPoint.EXPLICIT_BOUNDS, 2).rawVarint((long) finite * Long.BYTES);
    for (int i = 0; i < finite; i++) out.rawFixed64(Double.doubleToRawLongBits(bounds[i]));
  }
}
