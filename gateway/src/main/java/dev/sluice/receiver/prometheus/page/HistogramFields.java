package dev.sluice.receiver.prometheus.page;

import dev.sluice.receiver.prometheus.page.PrometheusProto.Bucket;
import dev.sluice.receiver.prometheus.page.PrometheusProto.BucketSpan;
import dev.sluice.receiver.prometheus.page.PrometheusProto.Histogram;
import dev.sluice.wire.PackedNumbers;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.WireType;

/** A {@code Histogram} message: the classic one and the native one that it may hold, both. */
final class HistogramFields {
  final BucketList buckets = new BucketList();
  final NativeHistogram sparse = new NativeHistogram();
  private final ProtoCursor inner = new ProtoCursor();
  private final ProtoCursor innermost = new ProtoCursor();
  private final ExemplarReader exemplars;
  private long wholeCount;
  private double floatCount;
  private long wholeZeroCount;
  private double floatZeroCount;
  double sum;
  long createdNanos;

  HistogramFields(ExemplarReader exemplars) {
    this.exemplars = exemplars;
  }

  void clear() {
    buckets.clear();
    sparse.clear();
    wholeCount = 0;
    floatCount = 0;
    wholeZeroCount = 0;
    floatZeroCount = 0;
    sum = 0;
    createdNanos = 0;
  }

  double count() {
    return floatCount == 0 ? Wire.unsigned(wholeCount) : floatCount;
  }

  /**
   * A native histogram without any observation says by an empty span that it is one; without it, it
   * is taken for a classic one, as in Prometheus.
   */
  boolean isNative() {
    return !sparse.positive.isEmpty()
        || !sparse.negative.isEmpty()
        || sparse.zeroThreshold > 0
        || wholeZeroCount != 0;
  }

  /** Completes {@link #sparse}; throws if it contradicts itself. */
  void finishNative() {
    boolean isFloat = floatCount > 0 || floatZeroCount > 0;
    sparse.positive.finish(isFloat);
    sparse.negative.finish(isFloat);
    sparse.count = isFloat ? (long) floatCount : wholeCount;
    sparse.zeroCount = isFloat ? (long) floatZeroCount : wholeZeroCount;
    sparse.sum = sum;
    if (sparse.exemplarCount() == 0) takeExemplarsOfBuckets();
  }

  /** Those of a native histogram must have a time, or they would come again with every page. */
  private void takeExemplarsOfBuckets() {
    for (int i = 0; i < buckets.size; i++) {
      if (buckets.exemplarTo[i] == 0) continue;
      inner.reset(exemplars.array(), buckets.exemplarFrom[i], buckets.exemplarTo[i]);
      takeExemplar(inner);
    }
  }

  private void takeExemplar(ProtoCursor message) {
    ExemplarRanges exemplar = sparse.addExemplar();
    exemplars.read(message, exemplar);
    if (!exemplar.hasTimestamp || sparse.hasTooManyExemplars()) sparse.dropLastExemplar();
  }

  /** Takes what the message says beside what was said before. */
  void read(ProtoCursor message) {
    while (message.next()) {
      switch (message.field()) {
        case Histogram.SAMPLE_COUNT -> wholeCount = Wire.varint(message);
        case Histogram.SAMPLE_COUNT_FLOAT -> floatCount = Wire.float64(message);
        case Histogram.SAMPLE_SUM -> sum = Wire.float64(message);
        case Histogram.BUCKET -> readBucket(Wire.message(message, inner));
        case Histogram.CREATED -> createdNanos = Wire.nanos(Wire.message(message, inner));
        case Histogram.SCHEMA -> sparse.schema = (int) Wire.zigzag(message);
        case Histogram.ZERO_THRESHOLD -> sparse.zeroThreshold = Wire.float64(message);
        case Histogram.ZERO_COUNT -> wholeZeroCount = Wire.varint(message);
        case Histogram.ZERO_COUNT_FLOAT -> floatZeroCount = Wire.float64(message);
        case Histogram.NEGATIVE_SPAN -> readSpan(message, sparse.negative);
        case Histogram.NEGATIVE_DELTA -> readDeltas(message, sparse.negative);
        case Histogram.NEGATIVE_COUNT -> readFloats(message, sparse.negative);
        case Histogram.POSITIVE_SPAN -> readSpan(message, sparse.positive);
        case Histogram.POSITIVE_DELTA -> readDeltas(message, sparse.positive);
        case Histogram.POSITIVE_COUNT -> readFloats(message, sparse.positive);
        case Histogram.EXEMPLARS -> takeExemplar(Wire.message(message, inner));
        default -> {} // a later version's
      }
    }
  }

  private void readBucket(ProtoCursor bucket) {
    int at = buckets.add();
    long whole = 0;
    double fraction = 0;
    while (bucket.next()) {
      switch (bucket.field()) {
        case Bucket.CUMULATIVE_COUNT -> whole = Wire.varint(bucket);
        case Bucket.CUMULATIVE_COUNT_FLOAT -> fraction = Wire.float64(bucket);
        case Bucket.UPPER_BOUND -> buckets.bounds[at] = Wire.float64(bucket);
        case Bucket.EXEMPLAR -> {
          exemplars.check(Wire.message(bucket, innermost));
          buckets.exemplarFrom[at] = bucket.valueStart();
          buckets.exemplarTo[at] = bucket.valueEnd();
        }
        default -> {} // a later version's
      }
    }
    buckets.values[at] = fraction == 0 ? Wire.unsigned(whole) : fraction;
  }

  private void readSpan(ProtoCursor field, SparseBuckets into) {
    ProtoCursor span = Wire.message(field, inner);
    int offset = 0;
    int length = 0;
    while (span.next()) {
      if (span.field() == BucketSpan.OFFSET) offset = (int) Wire.zigzag(span);
      if (span.field() == BucketSpan.LENGTH) length = (int) Wire.varint(span);
    }
    into.addSpan(offset, length);
  }

  private static void readDeltas(ProtoCursor field, SparseBuckets into) {
    if (field.wireType() == WireType.LEN) {
      Wire.requirePacked(field, WireType.VARINT);
      for (var list = new PackedNumbers(field, WireType.VARINT); list.next(); ) {
        into.addDelta((list.value() >>> 1) ^ -(list.value() & 1));
      }
    } else {
      into.addDelta(Wire.zigzag(field));
    }
  }

  private static void readFloats(ProtoCursor field, SparseBuckets into) {
    if (field.wireType() == WireType.LEN) {
      Wire.requirePacked(field, WireType.FIXED64);
      for (var list = new PackedNumbers(field, WireType.FIXED64); list.next(); ) {
        into.addFloat(Double.longBitsToDouble(list.value()));
      }
    } else {
      into.addFloat(Wire.float64(field));
    }
  }
}
