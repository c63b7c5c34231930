package dev.sluice.wire;

/** Base 128 varints: how long they are and how they are written. */
public final class Varint {
  private Varint() {}

  /** Bytes that {@code value} takes, 1 to 10. */
  public static int size(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Bytes that a length or a tag takes, 1 to 5; {@code value} is not negative. */
  public static int size(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Bytes of a length-delimited field: tag, length and {@code length} bytes of value. */
  public static int sizeOfLen(int field, int length) {
    return size(field << 3) + size(length) + length;
  }

  /** Writes {@code value} at {@code at} and returns the index after it. */
  public static int write(byte[] target, int at, long value) {
    int pos = at;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[pos++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[pos++] = (byte) rest;
    return pos;
  }

  public static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }
}
