package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoCursor;
import java.util.Arrays;

/**
 * One side of an OTLP exponential histogram, read: the index of its first bucket and the counts of
 * it and its neighbours. Used again for the next one; not for several threads.
 */
final class DenseBuckets {
  private static final int OFFSET = Otlp.ExponentialHistogramDataPoint.Buckets.OFFSET;
  private static final int COUNTS = Otlp.ExponentialHistogramDataPoint.Buckets.BUCKET_COUNTS;

  private final ProtoCursor message = new ProtoCursor();
  private long[] counts = new long[160];
  private int size;
  private int offset;

  /** Empty, with the first bucket that is added at {@code newOffset}. */
  void clear(int newOffset) {
    size = 0;
    offset = newOffset;
  }

  /** Reads a Buckets message, or several that are to be one. */
  void read(Gathered buckets) {
    size = 0;
    offset = 0;
    message.reset(buckets.array(), buckets.from(), buckets.to());
    while (message.next()) {
      if (message.isVarint(OFFSET)) {
        offset = (int) message.zigzag();
      } else if (message.isLen(COUNTS)) {
        packed(message.array(), message.valueStart(), message.valueEnd());
      } else if (message.isVarint(COUNTS)) {
        add(message.varint());
      }
    }
  }

  /** Numbers of one to ten bytes, whose ends the scan has checked. */
  private void packed(byte[] array, int from, int to) {
    long value = 0;
    int shift = 0;
    for (int at = from; at < to; at++) {
      value |= (array[at] & 0x7FL) << shift;
      shift += 7;
      if (array[at] >= 0) {
        add(value);
        value = 0;
        shift = 0;
      }
    }
  }

  void add(long count) {
    if (size == counts.length) counts = Arrays.copyOf(counts, size * 2);
    counts[size++] = count;
  }

  int size() {
    return size;
  }

  int offset() {
    return offset;
  }

  long count(int index) {
    return counts[index];
  }

  /** The sum of all counts, or -1 if one of them or the sum is beyond a long. */
  long total() {
    long total = 0;
    for (int i = 0; i < size; i++) {
      total += counts[i];
      if (counts[i] < 0 || total < 0) return -1;
    }
    return total;
  }
}
