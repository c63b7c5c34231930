package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;

/**
 * Looks into an AnyValue message: which kind it is, and what it says. The kinds are alternatives of
 * which the last one written counts. Allocates nothing but the slices that are asked for; may be
 * used for one value after the other, by one thread.
 */
public final class AnyValueView {

  /** The kinds of value; {@link #EMPTY} is a value that is not set, or of a kind we do not know. */
  public enum Kind {
    EMPTY,
    TEXT,
    BOOL,
    INT,
    DOUBLE,
    LIST,
    MAP,
    BYTES
  }

  private final ProtoCursor cursor = new ProtoCursor();

  private Kind kind = Kind.EMPTY;
  private byte[] array = {};
  private int start;
  private int end;
  private long number;

  public AnyValueView read(ByteSlice value) {
    return read(value.array(), value.offset(), value.end());
  }

  /** Reads the AnyValue message in that range. */
  public AnyValueView read(byte[] newArray, int from, int to) {
    array = newArray;
    kind = Kind.EMPTY;
    start = from;
    end = from;
    cursor.reset(newArray, from, to);
    while (cursor.next()) {
      Kind found = kind(cursor);
      if (found == Kind.EMPTY) continue;
      kind = found;
      start = cursor.valueStart();
      end = cursor.valueEnd();
      number = found == Kind.DOUBLE ? cursor.fixed64() : cursor.varint();
    }
    return this;
  }

  private static Kind kind(ProtoCursor value) {
    if (value.isLen(Otlp.AnyValue.STRING_VALUE)) return Kind.TEXT;
    if (value.isVarint(Otlp.AnyValue.INT_VALUE)) return Kind.INT;
    if (value.isVarint(Otlp.AnyValue.BOOL_VALUE)) return Kind.BOOL;
    if (value.isFixed64(Otlp.AnyValue.DOUBLE_VALUE)) return Kind.DOUBLE;
    if (value.isLen(Otlp.AnyValue.ARRAY_VALUE)) return Kind.LIST;
    if (value.isLen(Otlp.AnyValue.KVLIST_VALUE)) return Kind.MAP;
    if (value.isLen(Otlp.AnyValue.BYTES_VALUE)) return Kind.BYTES;
    return Kind.EMPTY;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * The UTF-8 of a TEXT, the content of BYTES, the ArrayValue of a LIST, the KeyValueList of a MAP.
   */
  public ByteSlice bytes() {
    return ByteSlice.of(array, start, end - start);
  }

  /** The value of an INT. */
  public long integer() {
    return number;
  }

  /** The value of a BOOL. */
  public boolean bool() {
    return number != 0;
  }

  /** The value of a DOUBLE; the bits of a NaN are kept. */
  public double float64() {
    return Double.longBitsToDouble(number);
  }
}
