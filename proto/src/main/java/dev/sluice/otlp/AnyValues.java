package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes AnyValue messages. For configuration and edits; transcoders write their own. */
public final class AnyValues {
  /** The AnyValue that says nothing: an attribute that is there, without a value. */
  public static final ByteSlice EMPTY = ByteSlice.EMPTY;

  private AnyValues() {}

  /**
   * The AnyValue for a plain Java value: String, Boolean, Integer, Long, Double, Float, {@code
   * byte[]}, ByteSlice (as bytes), List, Map with String keys; null is {@link #EMPTY}. Lists and
   * maps may hold each other.
   *
   * @throws IllegalArgumentException for any other type
   */
  public static ByteSlice of(@Nullable Object value) {
    ProtoWriter out = new ProtoWriter();
    write(value, out);
    return ByteSlice.of(out.toByteArray());
  }

  /** As {@code of(text.utf8())}, without decoding; {@code utf8} must be valid. */
  public static ByteSlice text(ByteSlice utf8) {
    ProtoWriter out = new ProtoWriter(utf8.length() + 6);
    return ByteSlice.of(out.bytes(Otlp.AnyValue.STRING_VALUE, utf8).toByteArray());
  }

  private static void write(@Nullable Object value, ProtoWriter out) {
    if (value == null) return;
    if (value instanceof String text) {
      out.string(Otlp.AnyValue.STRING_VALUE, text);
    } else if (value instanceof Boolean flag) {
      out.bool(Otlp.AnyValue.BOOL_VALUE, flag);
    } else if (value instanceof Integer || value instanceof Long) {
      out.varint(Otlp.AnyValue.INT_VALUE, ((Number) value).longValue());
    } else if (value instanceof Double || value instanceof Float) {
      out.float64(Otlp.AnyValue.DOUBLE_VALUE, ((Number) value).doubleValue());
    } else if (value instanceof ByteSlice bytes) {
      out.bytes(Otlp.AnyValue.BYTES_VALUE, bytes);
    } else if (value instanceof byte[] bytes) {
      out.bytes(Otlp.AnyValue.BYTES_VALUE, bytes);
    } else if (value instanceof List<?> list) {
      writeList(list, out);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, out);
    } else {
      throw new IllegalArgumentException("no attribute value: " + value.getClass().getName());
    }
  }

  private static void writeList(List<?> list, ProtoWriter out) {
    int start = out.begin(Otlp.AnyValue.ARRAY_VALUE);
    for (Object element : list) {
      int value = out.begin(Otlp.ArrayValue.VALUES);
      write(element, out);
      out.end(value);
    }
    out.end(start);
  }

  private static void writeMap(Map<?, ?> map, ProtoWriter out) {
    int start = out.begin(Otlp.AnyValue.KVLIST_VALUE);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      int keyValue = out.begin(Otlp.KeyValueList.VALUES);
      out.string(Otlp.KeyValue.KEY, (String) entry.getKey());
      int value = out.begin(Otlp.KeyValue.VALUE);
      write(entry.getValue(), out);
      out.end(value);
      out.end(keyValue);
    }
    out.end(start);
  }
}
