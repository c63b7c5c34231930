package dev.sluice.exporter.prometheusremotewrite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The numbers that decide about a point's series as its attributes do: a histogram's bounds, a
 * summary's quantiles. They stand at the end of the point's key.
 *
 * <pre>
 *   attributes   8 bytes each number   8 bytes their count
 * </pre>
 */
final class KeyTail {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final double[] NONE = {};

  private KeyTail() {}

  /** The numbers of a key that has a tail. */
  static double[] numbers(byte[] key) {
    int count = (int) long64(key, key.length - Long.BYTES);
    if (count == 0) return NONE;
    var numbers = new double[count];
    int at = key.length - sizeInBytes(count);
    for (int i = 0; i < count; i++, at += Long.BYTES) {
      numbers[i] = Double.longBitsToDouble(long64(key, at));
    }
    return numbers;
  }

  static int sizeInBytes(int count) {
    return (count + 1) * Long.BYTES;
  }

  private static long long64(byte[] array, int at) {
    return (long) LONGS.get(array, at);
  }
}
