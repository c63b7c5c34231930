package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;

/**
 * Deltas of one series, added up: a number, or a histogram with its buckets. Not for several
 * threads.
 */
final class Accumulation {
  /** As SDKs have it; a finer histogram is made coarser. */
  private static final int MAX_BUCKETS = 160;

  /** When the first delta began; unsigned nanoseconds, 0 if it did not say. */
  long start;

  private long last;
  private boolean begun;

  /** A number, or the sum of a histogram. */
  double value;

  long count;
  long zeroCount;
  int scale;
  double zeroThreshold;

  /** All buckets of a histogram with explicit bounds, or those above zero. */
  final DenseBuckets positive = new DenseBuckets();

  final DenseBuckets negative = new DenseBuckets();

  /** The bounds of explicit buckets. */
  private byte[] bounds = {};

  void set(Accumulation other) {
    start = other.start;
    last = other.last;
    begun = other.begun;
    value = other.value;
    count = other.count;
    zeroCount = other.zeroCount;
    scale = other.scale;
    zeroThreshold = other.zeroThreshold;
    positive.set(other.positive);
    negative.set(other.negative);
    bounds = other.bounds;
  }

  boolean hasBegun() {
    return begun;
  }

  /** Whether a delta of that interval was counted, or lies before what was. */
  boolean isLate(long startNanos, long timeNanos) {
    return begun && (timeNanos <= last || (startNanos != 0 && startNanos < start));
  }

  /** The delta of that interval is about to be added. */
  void advance(long startNanos, long timeNanos) {
    if (!begun) start = startNanos;
    begun = true;
    last = timeNanos;
  }

  /** Forgets everything: the next delta begins anew. */
  void reset() {
    begun = false;
    value = 0;
    count = 0;
    zeroCount = 0;
    positive.clear(0);
    negative.clear(0);
  }

  /** Begins anew if these are other bounds than so far, or the count would run over. */
  void expect(Gathered newBounds, long more) {
    boolean same =
        newBounds.length() == bounds.length
            && Arrays.equals(
                bounds, 0, bounds.length, newBounds.array(), newBounds.from(), newBounds.to());
    if (!same) {
      bounds = Arrays.copyOfRange(newBounds.array(), newBounds.from(), newBounds.to());
    }
    if (!same || count + more < 0) reset();
  }

  /** Begins anew if zero is another width than so far, or the count would run over. */
  void expect(double threshold, int newScale, long more) {
    if (!begun || threshold != zeroThreshold || count + more < 0) {
      reset();
      scale = newScale;
    }
    zeroThreshold = threshold;
  }

  /** Adds buckets of that scale: the coarser one of both becomes that of all. */
  void add(DenseBuckets above, DenseBuckets below, int ofScale) {
    int coarser = Math.min(scale, ofScale);
    positive.shrink(scale - coarser);
    negative.shrink(scale - coarser);
    int shift = ofScale - coarser;
    int more =
        Math.max(
            positive.shrinkageFor(above, shift, MAX_BUCKETS),
            negative.shrinkageFor(below, shift, MAX_BUCKETS));
    positive.shrink(more);
    negative.shrink(more);
    positive.addAll(above, shift + more);
    negative.addAll(below, shift + more);
    scale = coarser - more;
  }
}
