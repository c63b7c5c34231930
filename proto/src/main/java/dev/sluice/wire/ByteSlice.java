package dev.sluice.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A range of a byte array that nobody changes any more. Slices share their array: whoever makes one
 * gives up writing to it. Safe for any thread.
 *
 * <p>Two slices are equal if their bytes are. The hash is seeded per process, so that a client
 * cannot prepare resources that meet in one bucket.
 */
public final class ByteSlice {
  public static final ByteSlice EMPTY = new ByteSlice(new byte[0], 0, 0);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = ThreadLocalRandom.current().nextLong() | 1;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[] array;
  private final int offset;
  private final int length;

  private ByteSlice(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** Takes {@code array} over; the caller must not write to it again. */
  public static ByteSlice of(byte[] array) {
    return new ByteSlice(array, 0, array.length);
  }

  /** Takes that range of {@code array} over. */
  public static ByteSlice of(byte[] array, int offset, int length) {
    if ((offset | length) < 0 || length > array.length - offset) {
      throw new IndexOutOfBoundsException(
          "offset %d, length %d of %d bytes".formatted(offset, length, array.length));
    }
    return length == 0 ? EMPTY : new ByteSlice(array, offset, length);
  }

  public static ByteSlice utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The shared array; read only. */
  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /** One past the last index in {@link #array()}. */
  public int end() {
    return offset + length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public byte at(int index) {
    return array[offset + index];
  }

  /** {@code from} counts from the start of this slice. */
  public ByteSlice slice(int from, int sliceLength) {
    if ((from | sliceLength) < 0 || sliceLength > length - from) {
      throw new IndexOutOfBoundsException(
          "from %d, length %d of a slice of %d".formatted(from, sliceLength, length));
    }
    return of(array, offset + from, sliceLength);
  }

  public ProtoCursor cursor() {
    return new ProtoCursor(array, offset, offset + length);
  }

  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, length);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The bytes as text; malformed UTF-8 becomes U+FFFD. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** The seeded hash of a range, for look-ups that make no slice. */
  public static int hash(byte[] array, int offset, int length) {
    long hash = SEED ^ length;
    int at = offset;
    int end = offset + length;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(array, at));
    }
    for (; at < end; at++) hash = mix(hash ^ array[at]);
    return (int) (hash ^ (hash >>> 32));
  }

  private static long mix(long value) {
    long product = value * MIX;
    return product ^ (product >>> 29);
  }

  public boolean contentEquals(byte[] other, int otherOffset, int otherLength) {
    return length == otherLength
        && Arrays.equals(
            array, offset, offset + length, other, otherOffset, otherOffset + otherLength);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSlice that && contentEquals(that.array, that.offset, that.length);
  }

  @Override
  public int hashCode() {
    return hash(array, offset, length);
  }

  @Override
  public String toString() {
    return "ByteSlice[" + length + " bytes]";
  }
}
