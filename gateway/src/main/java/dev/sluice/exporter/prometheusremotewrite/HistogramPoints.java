package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp.HistogramDataPoint;
import dev.sluice.wire.ProtoCursor;
import org.jspecify.annotations.Nullable;

/**
 * Histograms with explicit bounds: {@code _sum} where it was sent, {@code _count}, and a {@code
 * _bucket} for each bound, which counts all that is below. The last one, {@code +Inf}, says what
 * the point says is its count.
 */
final class HistogramPoints extends PointTranslator {
  private final Exemplars exemplars;
  private final Gathered bounds = new Gathered();
  private final Gathered counts = new Gathered();
  private long startMillis;

  HistogramPoints(SeriesCache cache, RequestBuffer buffer, Exemplars exemplars) {
    super(cache, buffer);
    this.exemplars = exemplars;
  }

  @Override
  @Nullable Omission translate(byte[] array, int from, int to) {
    long time = 0;
    long start = 0;
    long count = 0;
    long sum = 0;
    boolean hasSum = false;
    long flags = 0;
    boolean hasExemplars = false;
    attributes.clear();
    bounds.clear();
    counts.clear();
    point.reset(array, from, to);
    while (point.next()) {
      switch (point.field()) {
        case HistogramDataPoint.ATTRIBUTES -> {
          if (point.isLen(HistogramDataPoint.ATTRIBUTES)) attributes.addField(point);
        }
        case HistogramDataPoint.START_TIME_UNIX_NANO -> {
          if (point.isFixed64(HistogramDataPoint.START_TIME_UNIX_NANO)) start = point.fixed64();
        }
        case HistogramDataPoint.TIME_UNIX_NANO -> {
          if (point.isFixed64(HistogramDataPoint.TIME_UNIX_NANO)) time = point.fixed64();
        }
        case HistogramDataPoint.COUNT -> {
          if (point.isFixed64(HistogramDataPoint.COUNT)) count = point.fixed64();
        }
        case HistogramDataPoint.SUM -> {
          if (point.isFixed64(HistogramDataPoint.SUM)) {
            sum = point.fixed64();
            hasSum = true;
          }
        }
        case HistogramDataPoint.BUCKET_COUNTS ->
            addNumbers(HistogramDataPoint.BUCKET_COUNTS, counts);
        case HistogramDataPoint.EXPLICIT_BOUNDS ->
            addNumbers(HistogramDataPoint.EXPLICIT_BOUNDS, bounds);
        case HistogramDataPoint.FLAGS -> {
          if (point.isVarint(HistogramDataPoint.FLAGS)) flags = point.varint();
        }
        case HistogramDataPoint.EXEMPLARS -> hasExemplars = true;
        default -> {}
      }
    }
    PointNode node = find(time, bounds.array(), bounds.from(), bounds.length());
    if (node.obstacle != null) return node.obstacle;
    boolean stale = Values.isNoValue(flags);
    long millis = Values.millis(time);
    long countBits = stale ? Values.STALE : Values.ofCount(count);
    Omission objection = buffer.objection(node.series[PointNode.COUNT], millis, countBits);
    if (objection != null) return objection;
    startMillis = Values.startMillis(start);
    Series sums = node.series[PointNode.SUM];
    // Without a recorded value there is no sum either, but the series of sums ends all the same.
    if (hasSum || (stale && sums.isKnown())) {
      buffer.sample(sums, millis, stale ? Values.STALE : sum, startMillis);
    }
    buffer.sample(node.series[PointNode.COUNT], millis, countBits, startMillis);
    int buckets = addBuckets(node, millis, stale);
    buffer.sample(node.series[node.series.length - 1], millis, countBits, startMillis);
    if (node.created != null && start != 0) {
      buffer.sample(node.created, millis, Values.ofInteger(Values.millis(start)));
    }
    if (hasExemplars) addExemplars(point.reset(array, from, to), node, buckets);
    return null;
  }

  /** A list of eight-byte numbers, packed or not. */
  private void addNumbers(int field, Gathered list) {
    if (point.isLen(field) || point.isFixed64(field)) list.addValue(point);
  }

  /** Returns the end of those that were written; beyond it only the last one was. */
  private int addBuckets(PointNode node, long millis, boolean stale) {
    int last = node.series.length - 1;
    // What has no value has none in any bucket, whether or not counts were sent.
    int end = stale ? last : Math.min(last, PointNode.FIRST_BUCKET + counts.longs());
    long below = 0;
    for (int i = PointNode.FIRST_BUCKET; i < end; i++) {
      if (!stale) below += counts.longAt(i - PointNode.FIRST_BUCKET);
      long bits = stale ? Values.STALE : Values.ofCount(below);
      buffer.sample(node.series[i], millis, bits, startMillis);
    }
    return end;
  }

  private void addExemplars(ProtoCursor fields, PointNode node, int buckets) {
    while (fields.next()) {
      if (!fields.isLen(HistogramDataPoint.EXEMPLARS)) continue;
      exemplars.read(fields);
      exemplars.addTo(node.series[bucketOf(exemplars.value(), node, buckets)]);
    }
  }

  /** The first bucket that was written and holds the value. */
  private int bucketOf(double value, PointNode node, int buckets) {
    for (int series = PointNode.FIRST_BUCKET; series < buckets; series++) {
      if (value <= bounds.doubleAt(series - PointNode.FIRST_BUCKET)) return series;
    }
    return node.series.length - 1;
  }
}
