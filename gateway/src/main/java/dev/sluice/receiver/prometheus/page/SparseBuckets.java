package dev.sluice.receiver.prometheus.page;

import dev.sluice.wire.MalformedException;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The buckets of a native histogram on one side of zero: runs of buckets (spans) with gaps between
 * them, and the counts of those buckets in their order.
 */
public final class SparseBuckets {
  private int[] offsets = new int[8];
  private int[] lengths = new int[8];
  private int spans;

  /** As the page has them: whole numbers as differences, others as the bits of doubles. */
  private long[] deltas = new long[32];

  private int deltaCount;
  private long[] floats = {};
  private int floatCount;

  private long[] counts = {};
  private int size;

  SparseBuckets() {}

  void clear() {
    spans = 0;
    deltaCount = 0;
    floatCount = 0;
    size = 0;
  }

  void addSpan(int offset, int length) {
    if (spans == offsets.length) {
      offsets = Arrays.copyOf(offsets, spans * 2);
      lengths = Arrays.copyOf(lengths, spans * 2);
    }
    offsets[spans] = offset;
    lengths[spans++] = length;
  }

  /** The next bucket has that many more than the one before it. */
  void addDelta(long delta) {
    if (deltaCount == deltas.length) deltas = Arrays.copyOf(deltas, deltaCount * 2);
    deltas[deltaCount++] = delta;
  }

  void addFloat(double count) {
    if (floatCount == floats.length) floats = Arrays.copyOf(floats, Math.max(32, floatCount * 2));
    floats[floatCount++] = Double.doubleToRawLongBits(count);
  }

  /** All is said. Throws if there is not one count for each bucket. */
  void finish(boolean isFloat) {
    size = isFloat ? floatCount : deltaCount;
    if (spanned() != size) {
      throw new MalformedException(
          "the spans of a native histogram have %d buckets, but there are %d counts"
              .formatted(spanned(), size));
    }
    if (counts.length < size) counts = new long[size];
    long count = 0;
    for (int i = 0; i < size; i++) {
      count = isFloat ? (long) Double.longBitsToDouble(floats[i]) : count + deltas[i];
      counts[i] = count;
    }
  }

  private long spanned() {
    long spanned = 0;
    for (int i = 0; i < spans; i++) spanned += Integer.toUnsignedLong(lengths[i]);
    return spanned;
  }

  public boolean isEmpty() {
    return spans == 0;
  }

  /** The index of the first bucket; that of index i ends at base to the power of i. */
  public int firstIndex() {
    return spans == 0 ? 0 : offsets[0];
  }

  /** Buckets from the first to the last, those in the gaps included; -1 if spans overlap. */
  public long denseSize() {
    long dense = spanned();
    for (int i = 1; i < spans; i++) {
      if (offsets[i] < 0) return -1;
      dense += offsets[i];
    }
    return dense;
  }

  /** All counts, zeros in the gaps included. */
  public void forEach(LongConsumer action) {
    int at = 0;
    for (int i = 0; i < spans; i++) {
      for (int gap = i == 0 ? 0 : offsets[i]; gap > 0; gap--) action.accept(0);
      for (int end = at + lengths[i]; at < end; at++) action.accept(counts[at]);
    }
  }

  /** Of all buckets; -1 if one is negative. */
  public long total() {
    long total = 0;
    for (int i = 0; i < size; i++) {
      if (counts[i] < 0) return -1;
      total += counts[i];
      if (total < 0) return -1;
    }
    return total;
  }
}
