package dev.sluice.exporter.debug;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.PackedNumbers;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message's fields by their numbers, in whatever order they stand: of a single value the last
 * counts, of a message all parts together. Each question is a walk over the message, which is good
 * enough for eyes.
 */
final class Fields {
  static final Fields NONE = new Fields(ByteSlice.EMPTY);

  private final ByteSlice message;

  Fields(ByteSlice message) {
    this.message = message;
  }

  ByteSlice slice() {
    return message;
  }

  /** Of a string or bytes; empty if it is not there. */
  ByteSlice bytes(int field) {
    ByteSlice last = ByteSlice.EMPTY;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.isLen(field)) last = cursor.slice();
    }
    return last;
  }

  long varint(int field) {
    long last = 0;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.isVarint(field)) last = cursor.varint();
    }
    return last;
  }

  /** Of an int32, uint32 or enum, whose upper half says nothing. */
  int number(int field) {
    return (int) varint(field);
  }

  int zigzag(int field) {
    int last = number(field);
    return (last >>> 1) ^ -(last & 1);
  }

  int fixed32(int field) {
    int last = 0;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.isFixed32(field)) last = cursor.fixed32();
    }
    return last;
  }

  long fixed64(int field) {
    long last = 0;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.isFixed64(field)) last = cursor.fixed64();
    }
    return last;
  }

  double decimal(int field) {
    return Double.longBitsToDouble(fixed64(field));
  }

  boolean hasFixed64(int field) {
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.isFixed64(field)) return true;
    }
    return false;
  }

  /** Which of a oneof's fields stands last, by number and wire type; 0 if there is none. */
  int lastOf(OneOf oneof) {
    int last = 0;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (oneof.has(cursor)) last = cursor.field();
    }
    return last;
  }

  /** Whether the field that a cursor stands at is one of the alternatives. */
  interface OneOf {
    boolean has(ProtoCursor cursor);
  }

  /** A message, of which there may be several parts. */
  Fields message(int field) {
    ByteSlice first = null;
    ProtoWriter joined = null;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (!cursor.isLen(field)) continue;
      if (first == null) {
        first = cursor.slice();
        continue;
      }
      if (joined == null) joined = new ProtoWriter().raw(first);
      joined.raw(cursor.slice());
    }
    if (first == null) return NONE;
    return new Fields(joined == null ? first : joined.toSlice());
  }

  List<Fields> messages(int field) {
    List<Fields> messages = new ArrayList<>();
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.isLen(field)) messages.add(new Fields(cursor.slice()));
    }
    return messages;
  }

  /** A list of numbers of that wire type, packed or not. */
  long[] numbers(int field, int wireType) {
    long[] numbers = new long[16];
    int count = 0;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.field() != field) continue;
      if (cursor.isLen(field)) {
        for (PackedNumbers packed = new PackedNumbers(cursor, wireType); packed.next(); ) {
          if (count == numbers.length) numbers = Arrays.copyOf(numbers, count * 2);
          numbers[count++] = packed.value();
        }
      } else if (cursor.wireType() == wireType) {
        if (count == numbers.length) numbers = Arrays.copyOf(numbers, count * 2);
        numbers[count++] = cursor.isVarint(field) ? cursor.varint() : cursor.fixed64();
      }
    }
    return Arrays.copyOf(numbers, count);
  }
}
