package dev.sluice.exporter.loki;

import static dev.sluice.otlp.Otlp.AnyValue.ARRAY_VALUE;
import static dev.sluice.otlp.Otlp.AnyValue.BOOL_VALUE;
import static dev.sluice.otlp.Otlp.AnyValue.BYTES_VALUE;
import static dev.sluice.otlp.Otlp.AnyValue.DOUBLE_VALUE;
import static dev.sluice.otlp.Otlp.AnyValue.INT_VALUE;
import static dev.sluice.otlp.Otlp.AnyValue.KVLIST_VALUE;
import static dev.sluice.otlp.Otlp.AnyValue.STRING_VALUE;

import dev.sluice.wire.ProtoCursor;

/**
 * What kind of thing an AnyValue is, and where it stands. Of several members of the oneof the last
 * counts. Read again for every value; one thread.
 */
final class Value {
  /** The kind of an AnyValue in which nothing is set. */
  static final int EMPTY = 0;

  private final ProtoCursor cursor = new ProtoCursor();
  private int kind;
  private int from;
  private int to;
  private long number;

  Value read(byte[] array, int valueFrom, int valueTo) {
    kind = EMPTY;
    for (cursor.reset(array, valueFrom, valueTo); cursor.next(); ) {
      if (!isMember()) continue;
      kind = cursor.field();
      from = cursor.valueStart();
      to = cursor.valueEnd();
      number = kind == DOUBLE_VALUE ? cursor.fixed64() : cursor.varint();
    }
    return this;
  }

  private boolean isMember() {
    int field = cursor.field();
    return switch (field) {
      case STRING_VALUE, ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE -> cursor.isLen(field);
      case BOOL_VALUE, INT_VALUE -> cursor.isVarint(field);
      case DOUBLE_VALUE -> cursor.isFixed64(field);
      default -> false;
    };
  }

  /** The field number of the member, or {@link #EMPTY}. */
  int kind() {
    return kind;
  }

  boolean is(int member) {
    return kind == member;
  }

  /** Where the string, the bytes, or the message of a list or map begins. */
  int from() {
    return from;
  }

  int to() {
    return to;
  }

  boolean bool() {
    return number != 0;
  }

  long integer() {
    return number;
  }

  double real() {
    return Double.longBitsToDouble(number);
  }
}
