package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp.HistogramDataPoint;
import dev.sluice.wire.ProtoCursor;
import org.jspecify.annotations.Nullable;

/**
 * Histograms with explicit bounds: {@code _sum} where it was sent, {@code _count}, and a {@code
 * _bucket} for each bound, which counts all that is below. The last one, {@code +Inf}, says what
 * the point says is its count. Or all of it in one native histogram, see {@link CustomBuckets}.
 */
final class HistogramPoints extends PointTranslator {
  private final Exemplars exemplars;
  private final CustomBuckets custom;
  private final HistogramValues values = new HistogramValues();
  private final Gathered bounds = new Gathered();
  private final Gathered counts = new Gathered();
  private boolean hasExemplars;

  HistogramPoints(SeriesCache cache, RequestBuffer buffer, Exemplars exemplars) {
    super(cache, buffer);
    this.exemplars = exemplars;
    this.custom = new CustomBuckets(buffer);
  }

  @Override
  @Nullable Omission translate(byte[] array, int from, int to) {
    read(array, from, to);
    PointNode node = find(values.time, bounds.array(), bounds.from(), bounds.length());
    if (node.obstacle != null) return node.obstacle;
    Series whole = node.custom;
    Omission objection = whole == null ? null : objection(whole);
    if (objection == null && node.series.length > 0) {
      Series count = node.series[PointNode.COUNT];
      objection = buffer.objection(count, values.millis(), values.countBits());
    }
    if (objection != null) return objection;
    if (whole != null && !custom.write(whole, values, bounds, finiteBounds())) {
      return Omission.CONFLICT;
    }
    int buckets = node.series.length > 0 ? addSeries(node) : 0;
    if (node.created != null && values.start != 0) {
      buffer.sample(node.created, values.millis(), Values.ofInteger(Values.millis(values.start)));
    }
    if (hasExemplars) addExemplars(point.reset(array, from, to), node, buckets);
    return null;
  }

  private void read(byte[] array, int from, int to) {
    values.clear();
    hasExemplars = false;
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
          if (point.isFixed64(HistogramDataPoint.START_TIME_UNIX_NANO)) {
            values.start = point.fixed64();
          }
        }
        case HistogramDataPoint.TIME_UNIX_NANO -> {
          if (point.isFixed64(HistogramDataPoint.TIME_UNIX_NANO)) values.time = point.fixed64();
        }
        case HistogramDataPoint.COUNT -> {
          if (point.isFixed64(HistogramDataPoint.COUNT)) values.count = point.fixed64();
        }
        case HistogramDataPoint.SUM -> {
          if (point.isFixed64(HistogramDataPoint.SUM)) {
            values.sumBits = point.fixed64();
            values.hasSum = true;
          }
        }
        case HistogramDataPoint.BUCKET_COUNTS ->
            addNumbers(HistogramDataPoint.BUCKET_COUNTS, counts);
        case HistogramDataPoint.EXPLICIT_BOUNDS ->
            addNumbers(HistogramDataPoint.EXPLICIT_BOUNDS, bounds);
        case HistogramDataPoint.FLAGS -> {
          if (point.isVarint(HistogramDataPoint.FLAGS)) {
            values.stale = Values.isNoValue(point.varint());
          }
        }
        case HistogramDataPoint.EXEMPLARS -> hasExemplars = true;
        default -> {}
      }
    }
  }

  private @Nullable Omission objection(Series whole) {
    if (!values.stale && !custom.read(counts, finiteBounds(), values.count)) {
      return Omission.CONTRADICTORY;
    }
    if (!buffer.takesHistograms()) return Omission.NATIVE_HISTOGRAM;
    return buffer.unwanted(whole, values.millis(), values.count);
  }

  /** A bound of +Inf says what the last bucket says anyway. */
  private int finiteBounds() {
    int all = bounds.longs();
    return all > 0 && bounds.doubleAt(all - 1) == Double.POSITIVE_INFINITY ? all - 1 : all;
  }

  /** Returns the end of the buckets that were written; beyond it only the last one was. */
  private int addSeries(PointNode node) {
    long millis = values.millis();
    long start = values.startMillis();
    Series sums = node.series[PointNode.SUM];
    // Without a recorded value there is no sum either, but the series of sums ends all the same.
    if (values.hasSum || (values.stale && sums.isKnown())) {
      buffer.sample(sums, millis, values.sumSample(), start);
    }
    buffer.sample(node.series[PointNode.COUNT], millis, values.countBits(), start);
    int buckets = addBuckets(node, millis, start);
    buffer.sample(node.series[node.series.length - 1], millis, values.countBits(), start);
    return buckets;
  }

  /** A list of eight-byte numbers, packed or not. */
  private void addNumbers(int field, Gathered list) {
    if (point.isLen(field) || point.isFixed64(field)) list.addValue(point);
  }

  private int addBuckets(PointNode node, long millis, long start) {
    boolean stale = values.stale;
    int last = node.series.length - 1;
    // What has no value has none in any bucket, whether or not counts were sent.
    int end = stale ? last : Math.min(last, PointNode.FIRST_BUCKET + counts.longs());
    long below = 0;
    for (int i = PointNode.FIRST_BUCKET; i < end; i++) {
      if (!stale) below += counts.longAt(i - PointNode.FIRST_BUCKET);
      long bits = stale ? Values.STALE : Values.ofCount(below);
      buffer.sample(node.series[i], millis, bits, start);
    }
    return end;
  }

  private void addExemplars(ProtoCursor fields, PointNode node, int buckets) {
    if (node.custom != null) {
      exemplars.write(fields, HistogramDataPoint.EXEMPLARS, node.custom);
      return;
    }
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
