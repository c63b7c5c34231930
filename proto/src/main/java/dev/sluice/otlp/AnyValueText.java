package dev.sluice.otlp;

import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.WireType;

/**
 * Attribute values and log bodies as text, the way the collector writes them into labels and lines.
 * Works on the bytes of an AnyValue message, {@code from} to {@code to} in {@code array}, and
 * appends UTF-8 to {@code out}. Pure functions, for any thread.
 *
 * <p>Where a oneof stands more than once, its last member counts. Values nested deeper than {@value
 * #MAX_DEPTH}, which the scan lets nobody send, are a {@link MalformedException}.
 *
 * <p>{@code htmlEscape} is whether {@code <}, {@code >} and {@code &} inside JSON strings are
 * written as escapes, as Go does unless told otherwise.
 */
public final class AnyValueText {
  static final int MAX_DEPTH = 100;

  private static final int LIST_ITEM = Otlp.KeyValueList.VALUES;

  private AnyValueText() {}

  /**
   * The value as a label's value: a string as it is, numbers as {@link Decimals} writes them, bytes
   * in base64, lists and maps as JSON. Nothing for an empty value, and for a list or map with a NaN
   * or an infinity inside.
   */
  public static void appendText(
      byte[] array, int from, int to, boolean htmlEscape, ProtoWriter out) {
    int text = onlyString(array, from, to);
    if (text >= 0) {
      out.raw(array, text, to - text);
      return;
    }
    ProtoCursor value = new ProtoCursor(array, from, to);
    if (!moveToValue(value)) return;
    switch (value.field()) {
      case Otlp.AnyValue.STRING_VALUE -> out.raw(array, value.valueStart(), value.valueLength());
      case Otlp.AnyValue.DOUBLE_VALUE -> Decimals.append(value.float64(), out);
      case Otlp.AnyValue.BYTES_VALUE ->
          JsonText.appendBase64(array, value.valueStart(), value.valueEnd(), out);
      default -> appendJson(array, from, to, htmlEscape, out);
    }
  }

  /**
   * The value as compact JSON; {@code null} for an empty one, and for bytes of which there are
   * none. False, with {@code out} as it was, if a NaN or an infinity is inside, which JSON cannot
   * hold.
   */
  public static boolean appendJson(
      byte[] array, int from, int to, boolean htmlEscape, ProtoWriter out) {
    int before = out.size();
    boolean possible = value(array, from, to, htmlEscape, out, 1);
    if (!possible) out.truncate(before);
    return possible;
  }

  /**
   * The KeyValues that are field {@code field} of a message (a record's attributes, a
   * KeyValueList's values) as a JSON object: keys sorted by their bytes, the last of equal ones
   * alone. False, with {@code out} as it was, if a NaN or an infinity is inside.
   */
  public static boolean appendJsonObject(
      byte[] array, int from, int to, int field, boolean htmlEscape, ProtoWriter out) {
    int before = out.size();
    boolean possible = object(array, from, to, field, htmlEscape, out, 1);
    if (!possible) out.truncate(before);
    return possible;
  }

  /** A JSON string, with its quotes. Each byte that is not UTF-8 becomes an escaped U+FFFD. */
  public static void appendJsonString(
      byte[] utf8, int from, int to, boolean htmlEscape, ProtoWriter out) {
    JsonText.appendString(utf8, from, to, htmlEscape, out);
  }

  /**
   * Where the text begins if the value is one string and nothing else, as most are; else -1. This
   * and the next are short cuts that need no cursor.
   */
  private static int onlyString(byte[] array, int from, int to) {
    if (to - from < 2 || array[from] != (Otlp.AnyValue.STRING_VALUE << 3 | WireType.LEN)) return -1;
    int length = 0;
    int at = from + 1;
    for (int shift = 0; shift < 28 && at < to; shift += 7) {
      byte next = array[at++];
      length |= (next & 0x7F) << shift;
      if (next >= 0) return length == to - at ? at : -1;
    }
    return -1;
  }

  private static boolean isOnlyInteger(byte[] array, int from, int to) {
    if (to - from < 2
        || to - from > 11
        || array[from] != (Otlp.AnyValue.INT_VALUE << 3 | WireType.VARINT)) return false;
    for (int at = from + 1; at < to - 1; at++) if (array[at] >= 0) return false;
    return array[to - 1] >= 0;
  }

  private static long varint(byte[] array, int from, int to) {
    long value = 0;
    for (int at = from, shift = 0; at < to; at++, shift += 7) {
      value |= (array[at] & 0x7FL) << shift;
    }
    return value;
  }

  /** Moves to the member of the oneof that counts; false if there is none. */
  private static boolean moveToValue(ProtoCursor value) {
    int start = -1;
    int end = -1;
    while (value.next()) {
      if (!isMember(value)) continue;
      start = value.fieldStart();
      end = value.valueEnd();
    }
    return start >= 0 && value.reset(value.array(), start, end).next();
  }

  private static boolean isMember(ProtoCursor value) {
    return switch (value.field()) {
      case Otlp.AnyValue.STRING_VALUE,
          Otlp.AnyValue.ARRAY_VALUE,
          Otlp.AnyValue.KVLIST_VALUE,
          Otlp.AnyValue.BYTES_VALUE ->
          value.isLen(value.field());
      case Otlp.AnyValue.BOOL_VALUE, Otlp.AnyValue.INT_VALUE -> value.isVarint(value.field());
      case Otlp.AnyValue.DOUBLE_VALUE -> value.isFixed64(Otlp.AnyValue.DOUBLE_VALUE);
      default -> false;
    };
  }

  private static boolean value(
      byte[] array, int from, int to, boolean htmlEscape, ProtoWriter out, int depth) {
    if (depth > MAX_DEPTH) {
      throw MalformedException.at(from, "values nested deeper than " + MAX_DEPTH);
    }
    int text = onlyString(array, from, to);
    if (text >= 0) {
      JsonText.appendString(array, text, to, htmlEscape, out);
      return true;
    }
    if (isOnlyInteger(array, from, to)) {
      Decimals.appendLong(varint(array, from + 1, to), out);
      return true;
    }
    ProtoCursor value = new ProtoCursor(array, from, to);
    if (!moveToValue(value)) {
      out.rawAscii("null");
      return true;
    }
    int start = value.valueStart();
    int end = value.valueEnd();
    switch (value.field()) {
      case Otlp.AnyValue.STRING_VALUE -> JsonText.appendString(array, start, end, htmlEscape, out);
      case Otlp.AnyValue.BOOL_VALUE -> out.rawAscii(value.bool() ? "true" : "false");
      case Otlp.AnyValue.INT_VALUE -> Decimals.appendLong(value.varint(), out);
      case Otlp.AnyValue.DOUBLE_VALUE -> {
        if (!Double.isFinite(value.float64())) return false;
        Decimals.append(value.float64(), out);
      }
      case Otlp.AnyValue.BYTES_VALUE -> {
        // The collector's copy of no bytes is none at all.
        if (start == end) {
          out.rawAscii("null");
        } else {
          out.rawByte('"');
          JsonText.appendBase64(array, start, end, out);
          out.rawByte('"');
        }
      }
      case Otlp.AnyValue.ARRAY_VALUE -> {
        return list(array, start, end, htmlEscape, out, depth);
      }
      default -> {
        return object(array, start, end, LIST_ITEM, htmlEscape, out, depth);
      }
    }
    return true;
  }

  private static boolean list(
      byte[] array, int from, int to, boolean htmlEscape, ProtoWriter out, int depth) {
    out.rawByte('[');
    boolean first = true;
    for (ProtoCursor items = new ProtoCursor(array, from, to); items.next(); ) {
      if (!items.isLen(Otlp.ArrayValue.VALUES)) continue;
      if (!first) out.rawByte(',');
      first = false;
      if (!value(array, items.valueStart(), items.valueEnd(), htmlEscape, out, depth + 1)) {
        return false;
      }
    }
    out.rawByte(']');
    return true;
  }

  private static boolean object(
      byte[] array, int from, int to, int field, boolean htmlEscape, ProtoWriter out, int depth) {
    out.rawByte('{');
    SortedEntries entries = SortedEntries.of(array, from, to, field);
    byte[] bytes = entries.array();
    for (int i = 0; i < entries.count(); i++) {
      if (i > 0) out.rawByte(',');
      entries.select(i);
      JsonText.appendString(bytes, entries.keyStart(), entries.keyEnd(), htmlEscape, out);
      out.rawByte(':');
      int valueStart = entries.valueStart();
      if (!value(bytes, valueStart, entries.valueEnd(), htmlEscape, out, depth + 1)) return false;
    }
    out.rawByte('}');
    return true;
  }
}
