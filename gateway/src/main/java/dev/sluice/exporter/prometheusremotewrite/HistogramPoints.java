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
  /** Where deltas are added up, which is for each series to remember; SDKs have 15. */
  private static final int MAX_DELTA_BOUNDS = 512;

  private final HistogramForm form;
  private final Exemplars exemplars;
  private final CustomBuckets custom;
  private final HistogramValues values = new HistogramValues();
  private final Gathered bounds = new Gathered();
  private final Gathered counts = new Gathered();

  /** The counts as they go out. */
  private final DenseBuckets buckets = new DenseBuckets();

  private boolean hasExemplars;

  HistogramPoints(
      HistogramForm form,
      PointLabels labels,
      RequestBuffer buffer,
      DeltaStreams deltas,
      Exemplars exemplars) {
    super(labels, buffer, deltas);
    this.form = form;
    this.exemplars = exemplars;
    this.custom = new CustomBuckets(buffer);
  }

  @Override
  @Nullable Omission translate(byte[] array, int from, int to) {
    read(array, from, to);
    Omission obstacle = compose(values.time, bounds.array(), bounds.from(), bounds.length());
    if (obstacle != null) return obstacle;
    buckets.clear(0);
    int given = Math.min(counts.longs(), bounds.longs() + 1);
    for (int i = 0; i < given; i++) buckets.add(counts.longAt(i));
    Series whole = whole();
    DeltaStream stream = null;
    if (isDelta() && !values.stale) {
      if (bounds.longs() > MAX_DELTA_BOUNDS) return Omission.TOO_LARGE;
      stream = deltas.of(form.isNative ? labels.histograms(metric().name) : counted());
      if (stream == null) return Omission.DELTA_STREAMS;
      if (stream.present.isLate(values.start, values.time)) return Omission.DELTA_LATE;
      stream.present.expect(bounds, values.count);
    }
    Omission objection = objection(whole, stream == null ? 0 : stream.present.count);
    if (objection != null) return objection;
    if (stream != null) addTo(stream.present);
    if (whole != null && !values.stale && !custom.read(buckets, finiteBounds(), values.count)) {
      return Omission.CONTRADICTORY;
    }
    if (whole != null && !custom.write(whole, values, bounds, finiteBounds())) {
      return Omission.CONFLICT;
    }
    int written = form.isClassic ? addSeries() : 0;
    addCreated(values.millis(), values.start);
    if (hasExemplars) addExemplars(point.reset(array, from, to), whole, written);
    return null;
  }

  /** The native histogram; null where the backend does not take it and there are series besides. */
  private @Nullable Series whole() {
    boolean wanted = form.isNative && (buffer.takesHistograms() || !form.isClassic);
    return wanted ? labels.histograms(metric().name) : null;
  }

  private Series counted() {
    return labels.series(metric().count);
  }

  /** The series of the bucket that counts everything. */
  private int lastBucket() {
    return finiteBounds();
  }

  private Series bucket(int index) {
    return labels.series(metric().bucket, index);
  }

  /** Adds the point, and makes it what its series has then. */
  private void addTo(Accumulation sum) {
    sum.advance(values.start, values.time);
    sum.count += values.count;
    sum.value += Double.longBitsToDouble(values.sumBits);
    sum.positive.addAll(buckets, 0);
    values.start = sum.start;
    values.count = sum.count;
    values.sumBits = Double.doubleToRawLongBits(sum.value);
    buckets.spread(sum.positive, buckets.size());
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

  /**
   * Why the point must not stand in the request, or null.
   *
   * @param before what its series counted before, if the point is a delta
   */
  private @Nullable Omission objection(@Nullable Series whole, long before) {
    if (whole != null) {
      if (!values.stale && !custom.read(buckets, finiteBounds(), values.count)) {
        return Omission.CONTRADICTORY;
      }
      if (!buffer.takesHistograms()) return Omission.NATIVE_HISTOGRAM;
      Omission unwanted = buffer.unwanted(whole, values.millis(), before + values.count);
      if (unwanted != null) return unwanted;
    }
    if (!form.isClassic) return null;
    long bits = values.stale ? Values.STALE : Values.ofCount(before + values.count);
    return buffer.objection(counted(), values.millis(), bits);
  }

  /** A bound of +Inf says what the last bucket says anyway. */
  private int finiteBounds() {
    int all = bounds.longs();
    return all > 0 && bounds.doubleAt(all - 1) == Double.POSITIVE_INFINITY ? all - 1 : all;
  }

  /** Returns the end of the buckets that were written; beyond it only the last one was. */
  private int addSeries() {
    long millis = values.millis();
    long start = values.startMillis();
    Series sums = labels.series(metric().sum);
    // Without a recorded value there is no sum either, but the series of sums ends all the same.
    if (values.hasSum || (values.stale && buffer.isKnown(sums))) {
      buffer.sample(sums, millis, values.sumSample(), start);
    }
    buffer.sample(counted(), millis, values.countBits(), start);
    int end = addBuckets(millis, start);
    buffer.sample(bucket(lastBucket()), millis, values.countBits(), start);
    return end;
  }

  /** A list of eight-byte numbers, packed or not. */
  private void addNumbers(int field, Gathered list) {
    if (point.isLen(field) || point.isFixed64(field)) list.addValue(point);
  }

  private int addBuckets(long millis, long start) {
    boolean stale = values.stale;
    int last = lastBucket();
    // What has no value has none in any bucket, whether or not counts were sent.
    int end = stale ? last : Math.min(last, buckets.size());
    long below = 0;
    for (int i = 0; i < end; i++) {
      if (!stale) below += buckets.count(i);
      long bits = stale ? Values.STALE : Values.ofCount(below);
      buffer.sample(bucket(i), millis, bits, start);
    }
    return end;
  }

  private void addExemplars(ProtoCursor fields, @Nullable Series whole, int end) {
    if (whole != null) {
      exemplars.write(fields, HistogramDataPoint.EXEMPLARS, whole);
      return;
    }
    while (fields.next()) {
      if (!fields.isLen(HistogramDataPoint.EXEMPLARS)) continue;
      exemplars.read(fields);
      exemplars.addTo(bucket(bucketOf(exemplars.value(), end)));
    }
  }

  /** The first bucket that was written and holds the value. */
  private int bucketOf(double value, int end) {
    for (int i = 0; i < end; i++) {
      if (value <= bounds.doubleAt(i)) return i;
    }
    return lastBucket();
  }
}
