package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;

/**
 * Writes native histograms, whose fields are
 *
 * <pre>
 *   1 count   3 sum   4 schema   5 zero_threshold   6 zero_count
 *   8 negative_spans   9 negative_deltas   11 positive_spans   12 positive_deltas
 *   15 timestamp   16 custom_values   17 start_timestamp (both in remote write 2.0 alone)
 * </pre>
 *
 * The caller writes them in this order. Owner: the encoder's thread.
 */
final class HistogramMessage {
  /** The schema of buckets whose bounds stand in custom_values. */
  static final int CUSTOM_BUCKETS = -53;

  private static final int COUNT = 1;
  private static final int SUM = 3;
  private static final int SCHEMA = 4;
  private static final int ZERO_THRESHOLD = 5;
  private static final int ZERO_COUNT = 6;
  private static final int NEGATIVE_SPANS = 8;
  private static final int NEGATIVE_DELTAS = 9;
  private static final int POSITIVE_SPANS = 11;
  private static final int POSITIVE_DELTAS = 12;
  private static final int TIMESTAMP = 15;
  private static final int CUSTOM_VALUES = 16;
  private static final int START_TIMESTAMP = 17;

  private final NativeBuckets layout = new NativeBuckets();

  /** The zeros of count and zero count are written, as both are alternatives. */
  void counts(ProtoWriter out, long count, long sumBits, int schema) {
    out.varint(COUNT, count);
    if (sumBits != 0) out.fixed64(SUM, sumBits);
    if (schema != 0) out.zigzag(SCHEMA, schema);
  }

  void zero(ProtoWriter out, double threshold, long count) {
    if (threshold != 0) out.float64(ZERO_THRESHOLD, threshold);
    out.varint(ZERO_COUNT, count);
  }

  /** Buckets of an exponential histogram, 2^shift of them merged into one. */
  void buckets(ProtoWriter out, DenseBuckets negative, DenseBuckets positive, int shift) {
    layout.layOut(negative, shift, 1);
    layout.writeTo(out, NEGATIVE_SPANS, NEGATIVE_DELTAS);
    layout.layOut(positive, shift, 1);
    layout.writeTo(out, POSITIVE_SPANS, POSITIVE_DELTAS);
  }

  /** Buckets with bounds of their own, the first of which is that up to the first bound. */
  void customBuckets(ProtoWriter out, DenseBuckets buckets) {
    layout.layOut(buckets, 0, 0);
    layout.writeTo(out, POSITIVE_SPANS, POSITIVE_DELTAS);
  }

  void time(ProtoWriter out, long millis) {
    if (millis != 0) out.varint(TIMESTAMP, millis);
  }

  /** The first {@code count} of these bounds. */
  void customValues(ProtoWriter out, Gathered bounds, int count) {
    if (count > 0) out.bytes(CUSTOM_VALUES, bounds.array(), bounds.from(), count * Double.BYTES);
  }

  /** Only remote write 2.0 has a field for it. */
  void start(ProtoWriter out, long millis) {
    if (millis != 0) out.varint(START_TIMESTAMP, millis);
  }
}
