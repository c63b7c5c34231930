package dev.sluice.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks the fields of one message, in whatever order they stand. Skipping a value is {@link
 * #next()}'s job, so no caller can forget to. Every length is checked against the message's end;
 * what does not fit throws {@link MalformedException}.
 *
 * <pre>
 *   for (ProtoCursor span = slice.cursor(); span.next(); ) {
 *     if (span.isLen(NAME)) name = span.slice();
 *   }
 * </pre>
 *
 * <p>Accepts what protobuf-java accepts: tags and lengths are the low 32 bits of a varint of at
 * most ten bytes, groups are skipped as one value, a field of an unexpected wire type is one to
 * skip. Not for several threads at once; may be used again with {@link #reset}.
 */
public final class ProtoCursor {
  /** Groups inside groups, as deep as protobuf-java goes. */
  private static final int MAX_GROUP_DEPTH = 100;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int pos;
  private int end;

  private int fieldStart;
  private int tag;
  private int valueStart;
  private int valueEnd;
  private long varint;

  public ProtoCursor(byte[] array, int from, int to) {
    this.array = array;
    this.pos = from;
    this.end = to;
  }

  /** An empty cursor, to be pointed somewhere with {@link #reset}. */
  public ProtoCursor() {
    this(ByteSlice.EMPTY.array(), 0, 0);
  }

  /** Points this cursor before the first field of another message. */
  public ProtoCursor reset(byte[] newArray, int from, int to) {
    array = newArray;
    pos = from;
    end = to;
    tag = 0;
    return this;
  }

  public ProtoCursor reset(ByteSlice message) {
    return reset(message.array(), message.offset(), message.end());
  }

  /** Moves to the next field; false at the end of the message. */
  public boolean next() {
    if (pos == end) return false;
    fieldStart = pos;
    byte first = array[pos];
    if (first > 7) {
      pos++;
      tag = first;
    } else {
      tag = (int) readVarint();
      if (tag >>> 3 == 0) throw MalformedException.at(fieldStart, "field number 0");
    }
    valueStart = pos;
    skipValue();
    pos = valueEnd;
    return true;
  }

  private void skipValue() {
    switch (tag & 7) {
      case WireType.VARINT -> {
        varint = readVarint();
        valueEnd = pos;
      }
      case WireType.FIXED64 -> valueEnd = fixedEnd(Long.BYTES);
      case WireType.FIXED32 -> valueEnd = fixedEnd(Integer.BYTES);
      case WireType.LEN -> {
        int length = (int) readVarint();
        if (length < 0 || length > end - pos) throw tooLong(length);
        valueStart = pos;
        valueEnd = pos + length;
      }
      case WireType.START_GROUP -> {
        skipGroup(tag >>> 3, 1);
        valueEnd = pos;
      }
      case WireType.END_GROUP ->
          throw MalformedException.at(fieldStart, "end of a group that was not begun");
      default -> throw MalformedException.at(fieldStart, "wire type " + (tag & 7));
    }
  }

  private int fixedEnd(int size) {
    if (end - pos < size) throw tooLong(size);
    return pos + size;
  }

  private MalformedException tooLong(int length) {
    return MalformedException.at(
        fieldStart, "field %d claims %d bytes, %d left".formatted(tag >>> 3, length, end - pos));
  }

  private void skipGroup(int groupField, int depth) {
    if (depth > MAX_GROUP_DEPTH) {
      throw MalformedException.at(pos, "groups nested deeper than " + MAX_GROUP_DEPTH);
    }
    while (true) {
      if (pos == end) throw MalformedException.at(pos, "group " + groupField + " does not end");
      int start = pos;
      int inner = (int) readVarint();
      int innerField = inner >>> 3;
      if (innerField == 0) throw MalformedException.at(start, "field number 0");
      switch (inner & 7) {
        case WireType.VARINT -> readVarint();
        case WireType.FIXED64 -> pos = fixedEnd(Long.BYTES);
        case WireType.FIXED32 -> pos = fixedEnd(Integer.BYTES);
        case WireType.LEN -> {
          int length = (int) readVarint();
          if (length < 0 || length > end - pos) throw tooLong(length);
          pos += length;
        }
        case WireType.START_GROUP -> skipGroup(innerField, depth + 1);
        case WireType.END_GROUP -> {
          if (innerField == groupField) return;
          throw MalformedException.at(
              start, "end of group %d inside group %d".formatted(innerField, groupField));
        }
        default -> throw MalformedException.at(start, "wire type " + (inner & 7));
      }
    }
  }

  private long readVarint() {
    int at = pos;
    if (at == end) throw MalformedException.at(at, "message ends inside a number");
    byte first = array[at];
    if (first >= 0) {
      pos = at + 1;
      return first;
    }
    long value = first & 0x7F;
    for (int shift = 7; shift < 70; shift += 7) {
      if (++at == end) throw MalformedException.at(at, "message ends inside a number");
      byte next = array[at];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        pos = at + 1;
        return value;
      }
    }
    throw MalformedException.at(pos, "number of more than ten bytes");
  }

  /** The current field's number. */
  public int field() {
    return tag >>> 3;
  }

  public int wireType() {
    return tag & 7;
  }

  /** Whether this is that field, as a message, string or bytes. */
  public boolean isLen(int field) {
    return tag == (field << 3 | WireType.LEN);
  }

  public boolean isVarint(int field) {
    return tag == (field << 3 | WireType.VARINT);
  }

  public boolean isFixed64(int field) {
    return tag == (field << 3 | WireType.FIXED64);
  }

  public boolean isFixed32(int field) {
    return tag == (field << 3 | WireType.FIXED32);
  }

  public byte[] array() {
    return array;
  }

  /** Where the current field's tag stands in the array. */
  public int fieldStart() {
    return fieldStart;
  }

  /** Where the current value begins, after its length if it has one. */
  public int valueStart() {
    return valueStart;
  }

  /** One past the current value; the next field begins here. */
  public int valueEnd() {
    return valueEnd;
  }

  public int valueLength() {
    return valueEnd - valueStart;
  }

  /** Bytes of the whole field, tag and length included. */
  public int fieldLength() {
    return valueEnd - fieldStart;
  }

  /** The value of a field of wire type VARINT. */
  public long varint() {
    return varint;
  }

  public boolean bool() {
    return varint != 0;
  }

  /** The value of a field of type sint32 or sint64. */
  public long zigzag() {
    return (varint >>> 1) ^ -(varint & 1);
  }

  /** The value of a field of wire type FIXED64. */
  public long fixed64() {
    return (long) LONGS.get(array, valueStart);
  }

  /** The value of a field of type double; the bits of a NaN are kept. */
  public double float64() {
    return Double.longBitsToDouble(fixed64());
  }

  /** The value of a field of wire type FIXED32. */
  public int fixed32() {
    return (int) INTS.get(array, valueStart);
  }

  /** The current value as a slice that shares the array. */
  public ByteSlice slice() {
    return ByteSlice.of(array, valueStart, valueEnd - valueStart);
  }

  /** The current field, tag and length included, as a slice that shares the array. */
  public ByteSlice fieldSlice() {
    return ByteSlice.of(array, fieldStart, valueEnd - fieldStart);
  }

  /** A cursor over the current value, which is a message. */
  public ProtoCursor message() {
    return new ProtoCursor(array, valueStart, valueEnd);
  }

  /** Points {@code child} at the current value, which is a message; allocates nothing. */
  public ProtoCursor into(ProtoCursor child) {
    return child.reset(array, valueStart, valueEnd);
  }

  /** Whether the current value has exactly these bytes. */
  public boolean valueEquals(ByteSlice expected) {
    return expected.contentEquals(array, valueStart, valueEnd - valueStart);
  }
}
