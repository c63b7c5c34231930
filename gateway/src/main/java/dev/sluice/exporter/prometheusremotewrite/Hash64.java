package dev.sluice.exporter.prometheusremotewrite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes of 64 bits, good enough to stand for a text where a rare mistake is bearable: of a million
 * series two meet with a chance of one in forty million. Seeded per process, by multiplications of
 * the text with what nobody outside knows, so that no client can make two texts meet. Pure.
 */
final class Hash64 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long SEED = ThreadLocalRandom.current().nextLong();
  private static final long FIRST = ThreadLocalRandom.current().nextLong() | 1;
  private static final long SECOND = ThreadLocalRandom.current().nextLong() | 1;

  private Hash64() {}

  static long of(byte[] array) {
    return of(array, 0, array.length);
  }

  static long of(byte[] array, int from, int to) {
    long hash = SEED ^ (to - from);
    int at = from;
    for (; to - at > 16; at += 16) hash = mix(word(array, at) ^ FIRST, word(array, at + 8) ^ hash);
    int rest = to - at;
    long low = 0;
    long high = 0;
    if (rest >= Long.BYTES) {
      low = word(array, at);
      high = word(array, to - Long.BYTES);
    } else if (rest >= Integer.BYTES) {
      low = (int) INTS.get(array, at);
      high = (int) INTS.get(array, to - Integer.BYTES);
    } else if (rest > 0) {
      low =
          (long) array[at] << 16 | (array[at + (rest >> 1)] & 0xFFL) << 8 | (array[to - 1] & 0xFFL);
    }
    return mix(low ^ FIRST, high ^ hash);
  }

  private static long word(byte[] array, int at) {
    return (long) LONGS.get(array, at);
  }

  /** Of a label, from those of its name and its value; a set of labels has the sum of all. */
  static long label(long name, long value) {
    return mix(name ^ SECOND, value);
  }

  private static long mix(long a, long b) {
    return Math.multiplyHigh(a, b) ^ (a * b);
  }
}
