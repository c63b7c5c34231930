package dev.sluice.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protocol buffers into one array that grows. What comes out is canonical: numbers and
 * lengths in their shortest form, fields in the order of the calls. Fields are written as they are
 * given, a zero too; leaving out defaults is the caller's decision.
 *
 * <p>A message whose length is not known beforehand is written between {@link #begin} and {@link
 * #end}. May be used again after {@link #clear}, and keeps its array. Not for several threads.
 */
public final class ProtoWriter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int size;

  public ProtoWriter(int initialCapacity) {
    array = new byte[Math.max(initialCapacity, 16)];
  }

  public ProtoWriter() {
    this(256);
  }

  public int size() {
    return size;
  }

  /** The array that is being written; valid until the next write. */
  public byte[] array() {
    return array;
  }

  public void clear() {
    size = 0;
  }

  /** Forgets everything after the first {@code newSize} bytes. */
  public void truncate(int newSize) {
    if (newSize < 0 || newSize > size) {
      throw new IndexOutOfBoundsException("truncate to %d of %d".formatted(newSize, size));
    }
    size = newSize;
  }

  /** Exactly the bytes written, in an array of their own. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  /** A view of the bytes written; the writer must not be used again. */
  public ByteSlice toSlice() {
    return ByteSlice.of(array, 0, size);
  }

  /** Makes room for {@code more} bytes beyond the present size. */
  public void ensure(int more) {
    if (more > array.length - size) {
      long wanted = Math.max((long) size + more, array.length * 2L);
      if ((long) size + more > Integer.MAX_VALUE - 8) {
        throw new OutOfMemoryError("more than 2 GiB in one message");
      }
      array = Arrays.copyOf(array, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }

  /**
   * Takes over {@code more} bytes that the caller wrote into {@link #array()} behind {@link
   * #size()}, after an {@link #ensure} of at least as many.
   */
  public ProtoWriter advance(int more) {
    if (more < 0 || more > array.length - size) {
      throw new IndexOutOfBoundsException(
          "advance by %d with room for %d".formatted(more, array.length - size));
    }
    size += more;
    return this;
  }

  // Raw values, without a tag.

  public ProtoWriter rawByte(int value) {
    ensure(1);
    array[size++] = (byte) value;
    return this;
  }

  public ProtoWriter rawVarint(long value) {
    ensure(10);
    size = Varint.write(array, size, value);
    return this;
  }

  public ProtoWriter rawFixed64(long value) {
    ensure(Long.BYTES);
    LONGS.set(array, size, value);
    size += Long.BYTES;
    return this;
  }

  public ProtoWriter raw(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, array, size, length);
    size += length;
    return this;
  }

  public ProtoWriter raw(ByteSlice source) {
    return raw(source.array(), source.offset(), source.length());
  }

  /** Text of nothing but ASCII; other characters would be cut to their low byte. */
  public ProtoWriter rawAscii(String text) {
    int length = text.length();
    ensure(length);
    for (int i = 0; i < length; i++) array[size + i] = (byte) text.charAt(i);
    size += length;
    return this;
  }

  public ProtoWriter tag(int field, int wireType) {
    return rawVarint((long) field << 3 | wireType);
  }

  // Fields.

  public ProtoWriter varint(int field, long value) {
    return tag(field, WireType.VARINT).rawVarint(value);
  }

  public ProtoWriter bool(int field, boolean value) {
    return varint(field, value ? 1 : 0);
  }

  public ProtoWriter zigzag(int field, long value) {
    return varint(field, Varint.zigzag(value));
  }

  public ProtoWriter fixed64(int field, long value) {
    return tag(field, WireType.FIXED64).rawFixed64(value);
  }

  /** The raw bits: a NaN keeps its payload. */
  public ProtoWriter float64(int field, double value) {
    return fixed64(field, Double.doubleToRawLongBits(value));
  }

  public ProtoWriter fixed32(int field, int value) {
    tag(field, WireType.FIXED32).ensure(Integer.BYTES);
    INTS.set(array, size, value);
    size += Integer.BYTES;
    return this;
  }

  public ProtoWriter bytes(int field, byte[] source, int offset, int length) {
    return tag(field, WireType.LEN).rawVarint(length).raw(source, offset, length);
  }

  public ProtoWriter bytes(int field, byte[] source) {
    return bytes(field, source, 0, source.length);
  }

  public ProtoWriter bytes(int field, ByteSlice source) {
    return bytes(field, source.array(), source.offset(), source.length());
  }

  public ProtoWriter string(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Begins a message (or string, or packed list) of unknown length in that field. Returns what
   * {@link #end} must be given; messages nest like brackets.
   */
  public int begin(int field) {
    tag(field, WireType.LEN);
    return beginRaw();
  }

  /** As {@link #begin}, where the tag has been written already. */
  public int beginRaw() {
    ensure(1);
    size++;
    return size;
  }

  /** Ends the message whose {@link #begin} returned {@code start}. */
  public void end(int start) {
    int length = size - start;
    int lengthBytes = Varint.size(length);
    if (lengthBytes > 1) {
      ensure(lengthBytes - 1);
      System.arraycopy(array, start, array, start + lengthBytes - 1, length);
      size += lengthBytes - 1;
    }
    Varint.write(array, start - 1, length);
  }
}
