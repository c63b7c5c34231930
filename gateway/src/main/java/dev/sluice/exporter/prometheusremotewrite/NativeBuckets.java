package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import java.util.Arrays;

/**
 * One side of a histogram as Prometheus' native histograms have it: dense buckets become spans of
 * neighbours, counts the differences from one bucket to the next. Used again for the next one; not
 * for several threads.
 *
 * <p>The bucket of index i of an exponential histogram is bucket i + 1 to Prometheus, which counts
 * upper bounds; custom buckets keep their index. Buckets of a scale finer than Prometheus knows are
 * merged, 2^shift into one. Up to two empty buckets are written as zeros, more of them open a new
 * span; the last bucket is written even if it is empty.
 *
 * <pre>
 *   offset -2, counts 1 0 0 0 0 4 2   ->   spans (-1, 1) (4, 2)   deltas 1 3 -2
 * </pre>
 */
final class NativeBuckets {
  private static final int SPAN_OFFSET = 1;
  private static final int SPAN_LENGTH = 2;
  private static final int MAX_ZEROS = 2;

  private int[] spanOffsets = new int[8];
  private int[] spanLengths = new int[8];
  private int spans;

  private long[] deltas = new long[160];
  private int size;

  /** Where the bucket that was written last stands, and what was in it. */
  private long lastIndex;

  private long lastCount;

  /**
   * Lays out {@code dense}; its counts and their sum are not negative.
   *
   * @param added to each index
   */
  void layOut(DenseBuckets dense, int shift, int added) {
    spans = 0;
    size = 0;
    lastCount = 0;
    if (dense.size() == 0) return;
    long index = index(dense, 0, shift) + added;
    openSpan(index);
    lastIndex = index - 1;
    long count = 0;
    for (int i = 0; i < dense.size(); i++) {
      long next = index(dense, i, shift) + added;
      if (next != index) {
        if (count != 0) write(index, count);
        index = next;
        count = 0;
      }
      count += dense.count(i);
    }
    write(index, count);
  }

  private static long index(DenseBuckets dense, int i, int shift) {
    return ((long) dense.offset() + i) >> shift;
  }

  private void write(long index, long count) {
    long empty = index - lastIndex - 1;
    if (empty > MAX_ZEROS) {
      openSpan(empty);
    } else {
      for (long i = 0; i < empty; i++) append(0);
    }
    append(count);
    lastIndex = index;
  }

  /** Offsets are 32 bits in OTLP as here; only the very last index is one too many. */
  private void openSpan(long offset) {
    if (spans == spanOffsets.length) {
      spanOffsets = Arrays.copyOf(spanOffsets, spans * 2);
      spanLengths = Arrays.copyOf(spanLengths, spans * 2);
    }
    spanOffsets[spans] = (int) Math.min(offset, Integer.MAX_VALUE);
    spanLengths[spans] = 0;
    spans++;
  }

  private void append(long count) {
    if (size == deltas.length) deltas = Arrays.copyOf(deltas, size * 2);
    deltas[size++] = count - lastCount;
    lastCount = count;
    spanLengths[spans - 1]++;
  }

  /** Writes the spans and the differences as those fields of a Histogram message. */
  void writeTo(ProtoWriter out, int spanField, int deltaField) {
    for (int i = 0; i < spans; i++) {
      int span = out.begin(spanField);
      if (spanOffsets[i] != 0) out.zigzag(SPAN_OFFSET, spanOffsets[i]);
      if (spanLengths[i] != 0) out.varint(SPAN_LENGTH, spanLengths[i]);
      out.end(span);
    }
    if (size == 0) return;
    int packed = out.begin(deltaField);
    for (int i = 0; i < size; i++) out.rawVarint(Varint.zigzag(deltas[i]));
    out.end(packed);
  }
}
