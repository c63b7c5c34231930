package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoCursor;
import java.util.Arrays;

/**
 * One side of an exponential histogram: the index of its first bucket and the counts of it and its
 * neighbours. Used again for the next one; not for several threads.
 */
final class DenseBuckets {
  private static final int OFFSET = Otlp.ExponentialHistogramDataPoint.Buckets.OFFSET;
  private static final int COUNTS = Otlp.ExponentialHistogramDataPoint.Buckets.BUCKET_COUNTS;

  /** No more of them are read: a zero takes a byte where it comes from and sixteen here. */
  static final int MAX_READ = 1 << 16;

  private final ProtoCursor message = new ProtoCursor();
  private long[] counts = {};
  private int size;
  private int offset;

  /** Empty, with the first bucket that is added at {@code newOffset}. */
  void clear(int newOffset) {
    size = 0;
    offset = newOffset;
  }

  /** Reads a Buckets message, or several that are to be one; false if there are too many. */
  boolean read(Gathered buckets) {
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
      if (size > MAX_READ) return false;
    }
    return true;
  }

  void set(DenseBuckets other) {
    if (counts.length < other.size) counts = new long[other.size];
    System.arraycopy(other.counts, 0, counts, 0, other.size);
    size = other.size;
    offset = other.offset;
  }

  /** Merges 2^shift of them into one each. */
  void shrink(int shift) {
    if (shift <= 0 || size == 0) return;
    int first = index(0, shift);
    int last = index(size - 1, shift);
    for (int i = 0; i < size; i++) {
      int to = index(i, shift) - first;
      long count = counts[i];
      counts[i] = 0;
      counts[to] += count;
    }
    size = last - first + 1;
    offset = first;
  }

  private int index(int i, int shift) {
    return (int) (((long) offset + i) >> Math.min(shift, Long.SIZE - 1));
  }

  /**
   * By how much these and {@code more}, merged by {@code shift}, must be shrunk so that all are at
   * most {@code max} buckets.
   */
  int shrinkageFor(DenseBuckets more, int shift, int max) {
    int from = more.firstUsed();
    if (from == more.size) return 0;
    long first = more.index(from, shift);
    long last = more.index(more.lastUsed(), shift);
    if (size > 0) {
      first = Math.min(first, offset);
      last = Math.max(last, (long) offset + size - 1);
    }
    int shrinkage = 0;
    while ((last >> shrinkage) - (first >> shrinkage) >= max) shrinkage++;
    return shrinkage;
  }

  /** Adds the counts of {@code more}, 2^shift of them merged into one each. */
  void addAll(DenseBuckets more, int shift) {
    int from = more.firstUsed();
    if (from == more.size) return;
    int to = more.lastUsed();
    cover(more.index(from, shift), more.index(to, shift));
    for (int i = from; i <= to; i++) counts[more.index(i, shift) - offset] += more.counts[i];
  }

  /** Takes over the counts of the first {@code length} indexes from zero on. */
  void spread(DenseBuckets from, int length) {
    clear(0);
    for (int i = 0; i < length; i++) {
      int at = i - from.offset;
      add(at >= 0 && at < from.size ? from.counts[at] : 0);
    }
  }

  /** Makes room for all indexes from {@code first} to {@code last}. */
  private void cover(int first, int last) {
    int newFirst = size == 0 ? first : Math.min(first, offset);
    int newLast = size == 0 ? last : Math.max(last, offset + size - 1);
    int newSize = newLast - newFirst + 1;
    if (size > 0 && newSize == size) return;
    var wider = new long[Math.max(newSize, 16)];
    if (size > 0) System.arraycopy(counts, 0, wider, offset - newFirst, size);
    counts = wider;
    size = newSize;
    offset = newFirst;
  }

  private int firstUsed() {
    int i = 0;
    while (i < size && counts[i] == 0) i++;
    return i;
  }

  private int lastUsed() {
    int i = size - 1;
    while (i > 0 && counts[i] == 0) i--;
    return i;
  }

  /** Numbers of one to ten bytes, whose ends the scan has checked. */
  private void packed(byte[] array, int from, int to) {
    long value = 0;
    int shift = 0;
    for (int at = from; at < to && size <= MAX_READ; at++) {
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
    if (size == counts.length) counts = Arrays.copyOf(counts, Math.max(16, size * 2));
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
