package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp.ExponentialHistogramDataPoint;
import dev.sluice.wire.ProtoWriter;
import org.jspecify.annotations.Nullable;

/** Exponential histograms as native histograms. */
final class ExponentialPoints extends PointTranslator {
  private static final int MIN_SCHEMA = -4;
  private static final int MAX_SCHEMA = 8;
  private static final int MAX_SHIFT = 63;

  /** What Prometheus takes where OTLP says nothing. */
  private static final double DEFAULT_ZERO_THRESHOLD = 1e-128;

  private final Exemplars exemplars;
  private final Gathered positive = new Gathered();
  private final Gathered negative = new Gathered();
  private final DenseBuckets positiveBuckets = new DenseBuckets();
  private final DenseBuckets negativeBuckets = new DenseBuckets();
  private final HistogramMessage message = new HistogramMessage();

  // The point being read.
  private long time;
  private long start;
  private long count;
  private long zeroCount;
  private double sum;
  private int scale;
  private double zeroThreshold;
  private boolean stale;
  private boolean hasExemplars;

  ExponentialPoints(
      PointLabels labels, RequestBuffer buffer, DeltaStreams deltas, Exemplars exemplars) {
    super(labels, buffer, deltas);
    this.exemplars = exemplars;
  }

  @Override
  @Nullable Omission translate(byte[] array, int from, int to) {
    read(array, from, to);
    Omission obstacle = compose(time);
    if (obstacle != null) return obstacle;
    if (scale < MIN_SCHEMA) return Omission.SCALE;
    if (!positiveBuckets.read(positive) || !negativeBuckets.read(negative)) {
      return Omission.TOO_LARGE;
    }
    if (!stale && !addsUp()) return Omission.CONTRADICTORY;
    if (!buffer.takesHistograms()) return Omission.NATIVE_HISTOGRAM;
    Series series = labels.histograms(metric().name);
    long millis = Values.millis(time);
    DeltaStream stream = null;
    if (isDelta() && !stale) {
      stream = deltas.of(series);
      if (stream == null) return Omission.DELTA_STREAMS;
      if (stream.present.isLate(start, time)) return Omission.DELTA_LATE;
      stream.present.expect(zeroThreshold, scale, count);
    }
    long before = stream == null ? 0 : stream.present.count;
    Omission objection = buffer.unwanted(series, millis, before + count);
    if (objection != null) return objection;
    if (stream != null) addTo(stream.present);
    ProtoWriter out = buffer.partBytes();
    int begin = out.size();
    write(out);
    if (!buffer.histogram(series, millis, count, begin)) return Omission.CONFLICT;
    if (hasExemplars) {
      int field = ExponentialHistogramDataPoint.EXEMPLARS;
      exemplars.write(point.reset(array, from, to), field, series);
    }
    return null;
  }

  /** Adds the point, and makes it what its series has then. */
  private void addTo(Accumulation sums) {
    sums.advance(start, time);
    sums.count += count;
    sums.zeroCount += zeroCount;
    sums.value += sum;
    sums.add(positiveBuckets, negativeBuckets, scale);
    start = sums.start;
    count = sums.count;
    zeroCount = sums.zeroCount;
    sum = sums.value;
    scale = sums.scale;
    positiveBuckets.set(sums.positive);
    negativeBuckets.set(sums.negative);
  }

  private void read(byte[] array, int from, int to) {
    clear();
    point.reset(array, from, to);
    while (point.next()) {
      switch (point.field()) {
        case ExponentialHistogramDataPoint.ATTRIBUTES -> {
          if (point.isLen(ExponentialHistogramDataPoint.ATTRIBUTES)) attributes.addField(point);
        }
        case ExponentialHistogramDataPoint.START_TIME_UNIX_NANO -> {
          if (point.isFixed64(ExponentialHistogramDataPoint.START_TIME_UNIX_NANO)) {
            start = point.fixed64();
          }
        }
        case ExponentialHistogramDataPoint.TIME_UNIX_NANO -> {
          if (point.isFixed64(ExponentialHistogramDataPoint.TIME_UNIX_NANO)) time = point.fixed64();
        }
        case ExponentialHistogramDataPoint.COUNT -> {
          if (point.isFixed64(ExponentialHistogramDataPoint.COUNT)) count = point.fixed64();
        }
        case ExponentialHistogramDataPoint.SUM -> {
          if (point.isFixed64(ExponentialHistogramDataPoint.SUM)) sum = point.float64();
        }
        case ExponentialHistogramDataPoint.SCALE -> {
          if (point.isVarint(ExponentialHistogramDataPoint.SCALE)) scale = (int) point.zigzag();
        }
        case ExponentialHistogramDataPoint.ZERO_COUNT -> {
          if (point.isFixed64(ExponentialHistogramDataPoint.ZERO_COUNT)) {
            zeroCount = point.fixed64();
          }
        }
        case ExponentialHistogramDataPoint.ZERO_THRESHOLD -> {
          if (point.isFixed64(ExponentialHistogramDataPoint.ZERO_THRESHOLD)) {
            zeroThreshold = point.float64();
          }
        }
        case ExponentialHistogramDataPoint.POSITIVE -> {
          if (point.isLen(ExponentialHistogramDataPoint.POSITIVE)) positive.addValue(point);
        }
        case ExponentialHistogramDataPoint.NEGATIVE -> {
          if (point.isLen(ExponentialHistogramDataPoint.NEGATIVE)) negative.addValue(point);
        }
        case ExponentialHistogramDataPoint.FLAGS -> {
          if (point.isVarint(ExponentialHistogramDataPoint.FLAGS)) {
            stale = Values.isNoValue(point.varint());
          }
        }
        case ExponentialHistogramDataPoint.EXEMPLARS -> hasExemplars = true;
        default -> {}
      }
    }
  }

  private void clear() {
    time = 0;
    start = 0;
    count = 0;
    zeroCount = 0;
    sum = 0;
    scale = 0;
    zeroThreshold = 0;
    stale = false;
    hasExemplars = false;
    attributes.clear();
    positive.clear();
    negative.clear();
  }

  /**
   * Prometheus refuses a histogram, and what comes with it, if its buckets contradict its count.
   */
  private boolean addsUp() {
    long above = positiveBuckets.total();
    long below = negativeBuckets.total();
    if (above < 0 || below < 0 || zeroCount < 0 || count < 0) return false;
    // Unsigned: three longs that are not negative.
    long inBuckets = above + below + zeroCount;
    if (Long.compareUnsigned(inBuckets, Long.MAX_VALUE) > 0) return false;
    // With NaNs among the observations, which stand in no bucket, the count is larger.
    return Double.isNaN(sum) ? inBuckets <= count : inBuckets == count;
  }

  private void write(ProtoWriter out) {
    int schema = Math.min(scale, MAX_SCHEMA);
    long sumBits = stale ? Values.STALE : Double.doubleToRawLongBits(sum);
    message.counts(out, stale ? Values.STALE : count, sumBits, schema);
    boolean usable = zeroThreshold > 0 && zeroThreshold < Double.POSITIVE_INFINITY;
    message.zero(out, usable ? zeroThreshold : DEFAULT_ZERO_THRESHOLD, zeroCount);
    if (!stale) {
      int shift = (int) Math.min((long) scale - schema, MAX_SHIFT);
      message.buckets(out, negativeBuckets, positiveBuckets, shift);
    }
    message.time(out, Values.millis(time));
    if (buffer.isV2()) message.start(out, Values.startMillis(start));
  }
}
