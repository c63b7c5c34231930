package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.Otlp.ExponentialHistogramDataPoint;
import dev.sluice.receiver.prometheus.page.NativeHistogram;
import dev.sluice.receiver.prometheus.page.SparseBuckets;
import dev.sluice.wire.ProtoWriter;

/**
 * A native histogram as a point of an exponential one. Both have the same buckets; OTLP counts them
 * from their lower bounds, one less, and has zeros where Prometheus has gaps.
 */
final class ExponentialPoint extends Point {
  /** The schemas that Prometheus has. */
  private static final int MIN_SCHEMA = -4;

  private static final int MAX_SCHEMA = 8;

  /** On one side. Gaps cost nothing on the page but a byte each in OTLP. */
  private static final int MAX_BUCKETS = 1 << 16;

  private static final byte[] NONE = {};

  private boolean hasValue;
  private long count;
  private double sum;
  private int scale;
  private long zeroCount;
  private double zeroThreshold;

  /** As fields of a data point, tags included. */
  private byte[] buckets = NONE;

  private double previousCount = Double.NaN;
  private double previousSum = Double.NaN;

  ExponentialPoint(byte[] attributes) {
    super(attributes);
  }

  /** Why that histogram cannot be said in OTLP; empty if it can. */
  static String obstacle(NativeHistogram histogram) {
    if (histogram.isGauge()) return "a native gauge histogram is nothing in OTLP";
    int schema = histogram.schema();
    if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
      return "a native histogram has the schema %d; known are -4 to 8".formatted(schema);
    }
    String positive = obstacle(histogram.positive());
    return positive.isEmpty() ? obstacle(histogram.negative()) : positive;
  }

  private static String obstacle(SparseBuckets side) {
    long size = side.denseSize();
    if (size < 0 || side.firstIndex() == Integer.MIN_VALUE) {
      return "the spans of a native histogram overlap";
    }
    if (size > MAX_BUCKETS) {
      return "a native histogram has %d buckets, more than %d".formatted(size, MAX_BUCKETS);
    }
    return side.total() < 0 ? "a native histogram counts less than nothing" : "";
  }

  /** As {@link #add}, for a histogram to which there is no {@linkplain #obstacle obstacle}. */
  boolean add(int scrape, NativeHistogram histogram, long millis) {
    boolean isFirst = !isIn(scrape);
    if (!add(scrape, Part.NATIVE, 0, 0, millis)) return false;
    if (isFirst) take(histogram);
    return true;
  }

  private void take(NativeHistogram histogram) {
    long counted =
        histogram.positive().total() + histogram.negative().total() + histogram.zeroCount();
    // As with classic ones: what the buckets have is there.
    count = Math.max(histogram.count(), counted);
    sum = histogram.sum();
    scale = histogram.schema();
    zeroCount = histogram.zeroCount();
    zeroThreshold = histogram.zeroThreshold();
    var out = new ProtoWriter(512);
    write(histogram.positive(), ExponentialHistogramDataPoint.POSITIVE, out);
    write(histogram.negative(), ExponentialHistogramDataPoint.NEGATIVE, out);
    buckets = out.toByteArray();
  }

  private static void write(SparseBuckets side, int field, ProtoWriter out) {
    if (side.isEmpty()) return;
    int message = out.begin(field);
    out.zigzag(ExponentialHistogramDataPoint.Buckets.OFFSET, side.firstIndex() - 1L);
    int list = out.begin(ExponentialHistogramDataPoint.Buckets.BUCKET_COUNTS);
    side.forEach(out::rawVarint);
    out.end(list);
    out.end(message);
  }

  /** Of what grows with the histogram. */
  int bytes() {
    return buckets.length;
  }

  @Override
  void clear() {
    hasValue = false;
    count = 0;
    sum = 0;
    buckets = NONE;
  }

  @Override
  void set(Part part, double bound, double value) {
    hasValue = true;
  }

  @Override
  boolean isIncomplete() {
    return !hasValue;
  }

  @Override
  boolean hasFallen() {
    boolean fallen = count < previousCount || sum < previousSum;
    previousCount = count;
    previousSum = sum;
    return fallen;
  }

  @Override
  void writeFields(ProtoWriter out, long startNanos, long timeNanos, boolean isStale) {
    out.raw(attributes(), 0, attributes().length);
    if (startNanos != 0) {
      out.fixed64(ExponentialHistogramDataPoint.START_TIME_UNIX_NANO, startNanos);
    }
    out.fixed64(ExponentialHistogramDataPoint.TIME_UNIX_NANO, timeNanos);
    if (isStale) {
      out.varint(ExponentialHistogramDataPoint.FLAGS, Otlp.DataPointFlags.NO_RECORDED_VALUE_MASK);
      return;
    }
    out.fixed64(ExponentialHistogramDataPoint.COUNT, count);
    out.float64(ExponentialHistogramDataPoint.SUM, sum);
    out.zigzag(ExponentialHistogramDataPoint.SCALE, scale);
    out.fixed64(ExponentialHistogramDataPoint.ZERO_COUNT, zeroCount);
    out.raw(buckets, 0, buckets.length);
    for (byte[] exemplar : exemplars()) {
      out.bytes(ExponentialHistogramDataPoint.EXEMPLARS, exemplar);
    }
    out.float64(ExponentialHistogramDataPoint.ZERO_THRESHOLD, zeroThreshold);
  }
}
