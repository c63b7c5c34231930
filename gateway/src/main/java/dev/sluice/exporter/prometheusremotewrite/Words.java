package dev.sluice.exporter.prometheusremotewrite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keys, names and values are short, and the JDK's calls for ranges of arrays cost more than the
 * bytes in them: here these are copied and compared eight at a time. See {@code
 * bench/results/remote-write-encoder.md}. Pure.
 */
final class Words {
  /** How many bytes beyond the end of a copy may be written. */
  static final int SPARE = Long.BYTES;

  private static final int MAX_LENGTH = 48;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /** Copies into {@code target}, which has {@link #SPARE} bytes more than it needs. */
  static void copy(byte[] source, int from, byte[] target, int at, int length) {
    if (length > MAX_LENGTH || from + length + Long.BYTES > source.length) {
      System.arraycopy(source, from, target, at, length);
      return;
    }
    for (int i = 0; i < length; i += Long.BYTES) {
      LONGS.set(target, at + i, (long) LONGS.get(source, from + i));
    }
  }

  /** Whether {@code array} has these bytes from {@code from} to {@code to}. */
  static boolean equal(byte[] expected, byte[] array, int from, int to) {
    int length = to - from;
    if (length != expected.length) return false;
    if (length < Long.BYTES || length > MAX_LENGTH) {
      return Arrays.equals(expected, 0, length, array, from, to);
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if ((long) LONGS.get(expected, i) != (long) LONGS.get(array, from + i)) return false;
    }
    return (long) LONGS.get(expected, last) == (long) LONGS.get(array, from + last);
  }
}
