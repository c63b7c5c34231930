package dev.sluice.exporter.debug;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.WireType;

/** The buckets of an exponential histogram with their bounds, from the lowest to the highest. */
final class ExponentialBuckets {
  private final double factor;
  private final TextBlock block;

  /**
   * The base is 2 to the power of 2 to the -scale, so bounds are its natural logarithm's powers.
   */
  ExponentialBuckets(int scale, TextBlock block) {
    // The lowest scale has no opposite; the highest power says the same.
    this.factor = Math.scalb(Math.log(2), -Math.max(scale, -Integer.MAX_VALUE));
    this.block = block;
  }

  void negative(Fields buckets) {
    int offset = buckets.zigzag(Otlp.ExponentialHistogramDataPoint.Buckets.OFFSET);
    long[] counts = counts(buckets);
    for (int i = counts.length - 1; i >= 0; i--) {
      int index = offset + i;
      block.add("Bucket [").fixed(-bound(index + 1)).add(", ").fixed(-bound(index));
      block.add("), Count: ").addUnsigned(counts[i]).end();
    }
  }

  void positive(Fields buckets) {
    int offset = buckets.zigzag(Otlp.ExponentialHistogramDataPoint.Buckets.OFFSET);
    long[] counts = counts(buckets);
    for (int i = 0; i < counts.length; i++) {
      int index = offset + i;
      block.add("Bucket (").fixed(bound(index)).add(", ").fixed(bound(index + 1));
      block.add("], Count: ").addUnsigned(counts[i]).end();
    }
  }

  private static long[] counts(Fields buckets) {
    return buckets.numbers(
        Otlp.ExponentialHistogramDataPoint.Buckets.BUCKET_COUNTS, WireType.VARINT);
  }

  private double bound(int index) {
    return Math.exp(index * factor);
  }
}
