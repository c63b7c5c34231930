package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The labels that tell the series of one histogram or summary apart: {@code le} of each bound and
 * of {@code +Inf}, or {@code quantile}. The points of a metric mostly have the same ones, so they
 * are written once and then recognized. Owner: the encoder's thread.
 */
final class NumberLabels {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = ByteSlice.EMPTY.array();

  private final boolean bounds;
  private byte[] numbers = NOTHING;
  private int length = -1;
  private boolean sound;
  private int size;

  private final ProtoWriter text = new ProtoWriter(16);
  private int[] ends = new int[16];
  private long[] hashes = new long[16];

  // Where they stand in the labels of a request.
  private long[] requests = new long[16];
  private int[] froms = new int[16];
  private int[] lengths = new int[16];

  /**
   * @param bounds of buckets, which ascend, and of which the last, {@code +Inf}, may be left out;
   *     else quantiles, which differ
   */
  NumberLabels(boolean bounds) {
    this.bounds = bounds;
  }

  /** Makes these the labels of doubles of eight bytes each. */
  void set(byte[] array, int from, int newLength) {
    if (newLength == length && Arrays.equals(numbers, 0, length, array, from, from + newLength))
      return;
    length = -1;
    if (numbers.length < newLength) numbers = new byte[newLength];
    System.arraycopy(array, from, numbers, 0, newLength);
    int count = newLength >>> 3;
    sound = bounds ? ascend(count) : differ(count);
    if (sound) {
      boolean hasLast = bounds && count > 0 && number(count - 1) == Double.POSITIVE_INFINITY;
      write(hasLast ? count - 1 : count);
    }
    // Last, so that nothing half made is taken for whole.
    length = newLength;
  }

  private double number(int index) {
    return Double.longBitsToDouble((long) LONGS.get(numbers, index << 3));
  }

  /** Strictly, and none is NaN. */
  private boolean ascend(int count) {
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(number(i)) || (i > 0 && number(i - 1) >= number(i))) return false;
    }
    return true;
  }

  private boolean differ(int count) {
    var sorted = new double[count];
    for (int i = 0; i < count; i++) sorted[i] = number(i);
    Arrays.sort(sorted);
    for (int i = 1; i < count; i++) {
      if (Double.compare(sorted[i - 1], sorted[i]) == 0) return false;
    }
    return true;
  }

  private void write(int count) {
    size = bounds ? count + 1 : count;
    if (ends.length < size) {
      hashes = new long[size];
      requests = new long[size];
      froms = new int[size];
      lengths = new int[size];
      ends = new int[size];
    }
    Arrays.fill(requests, 0, size, 0);
    text.clear();
    for (int i = 0; i < size; i++) {
      Decimals.appendPlain(i < count ? number(i) : Double.POSITIVE_INFINITY, text);
      ends[i] = text.size();
      hashes[i] = Hash64.of(text.array(), start(i), ends[i]);
    }
  }

  /** False if the numbers contradict each other: then there are no labels. */
  boolean areSound() {
    return sound;
  }

  int size() {
    return size;
  }

  byte[] array() {
    return text.array();
  }

  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int end(int index) {
    return ends[index];
  }

  /** Of the text. */
  long hash(int index) {
    return hashes[index];
  }

  /** Whether it stands among the labels of that request, at {@link #from}. */
  boolean isIn(long request, int index) {
    return requests[index] == request;
  }

  void standsAt(long request, int index, int from, int labelLength) {
    requests[index] = request;
    froms[index] = from;
    lengths[index] = labelLength;
  }

  int from(int index) {
    return froms[index];
  }

  int length(int index) {
    return lengths[index];
  }

  /** About what it takes in memory. */
  int sizeInBytes() {
    return 160 + numbers.length + text.array().length + 28 * ends.length;
  }
}
