package dev.sluice.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds and repairs what is not UTF-8, by the definition that protobuf and the JDK share:
 * surrogates, overlong forms and everything beyond U+10FFFF are invalid (RFC 3629).
 */
public final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The top bit of each of eight bytes: none is set where all are ASCII. */
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /**
   * The index of the first byte at or after {@code from} that is not ASCII, or {@code to}; 32 bytes
   * at a time.
   */
  public static int asciiEnd(byte[] array, int from, int to) {
    int at = from;
    for (int last = to - 4 * Long.BYTES; at <= last; at += 4 * Long.BYTES) {
      long four =
          (long) LONGS.get(array, at)
              | (long) LONGS.get(array, at + 8)
              | (long) LONGS.get(array, at + 16)
              | (long) LONGS.get(array, at + 24);
      if ((four & HIGH_BITS) != 0) break;
    }
    for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
      long high = (long) LONGS.get(array, at) & HIGH_BITS;
      if (high != 0) return at + (Long.numberOfTrailingZeros(high) >>> 3);
    }
    while (at < to && array[at] >= 0) at++;
    return at;
  }

  public static boolean isValid(byte[] array, int from, int to) {
    return firstInvalid(array, from, to) == to;
  }

  /**
   * Writes {@code ?} over every byte of the range that belongs to no valid sequence; the length
   * does not change. Returns how many bytes that were.
   */
  public static int repair(byte[] array, int from, int to) {
    int repaired = 0;
    for (int at = firstInvalid(array, from, to); at < to; at = firstInvalid(array, at, to)) {
      array[at++] = '?';
      repaired++;
    }
    return repaired;
  }

  /** The first index at which no valid sequence begins, or {@code to}. */
  private static int firstInvalid(byte[] array, int from, int to) {
    int at = from;
    while (at < to) {
      int lead = array[at];
      if (lead >= 0) {
        at = asciiEnd(array, at + 1, to);
        continue;
      }
      int length = sequenceLength(array, at, to, lead & 0xFF);
      if (length == 0) return at;
      at += length;
    }
    return to;
  }

  /**
   * Length of the valid sequence of a character beyond ASCII that begins at {@code at} with {@code
   * lead}, 0 if there is none.
   */
  public static int sequenceLength(byte[] array, int at, int to, int lead) {
    if (lead < 0xC2) return 0; // a continuation, or an overlong form of ASCII
    if (lead < 0xE0) return isContinuation(array, at + 1, to) ? 2 : 0;
    if (lead < 0xF0) {
      if (!isContinuation(array, at + 2, to)) return 0;
      int second = array[at + 1] & 0xFF;
      int lowest = lead == 0xE0 ? 0xA0 : 0x80; // overlong below
      int highest = lead == 0xED ? 0x9F : 0xBF; // surrogates above
      return second >= lowest && second <= highest ? 3 : 0;
    }
    if (lead > 0xF4) return 0;
    if (!isContinuation(array, at + 3, to) || !isContinuation(array, at + 2, to)) return 0;
    int second = array[at + 1] & 0xFF;
    int lowest = lead == 0xF0 ? 0x90 : 0x80; // overlong below
    int highest = lead == 0xF4 ? 0x8F : 0xBF; // beyond U+10FFFF above
    return second >= lowest && second <= highest ? 4 : 0;
  }

  private static boolean isContinuation(byte[] array, int at, int to) {
    return at < to && (array[at] & 0xC0) == 0x80;
  }
}
