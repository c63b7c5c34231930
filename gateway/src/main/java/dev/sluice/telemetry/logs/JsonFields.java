package dev.sluice.telemetry.logs;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, one after the other, as zap writes them: with blanks on the
 * console, without in JSON.
 */
final class JsonFields {
  private final StringBuilder out;
  private final String colon;
  private final String comma;
  private boolean first = true;

  JsonFields(StringBuilder out, boolean blanks) {
    this.out = out;
    this.colon = blanks ? ": " : ":";
    this.comma = blanks ? ", " : ",";
  }

  JsonFields add(String key, @Nullable Object value) {
    appendKey(key);
    appendValue(value);
    return this;
  }

  /** A text of many lines, which may be longer than others. */
  JsonFields addLines(String key, String text) {
    appendKey(key);
    LineText.appendJsonLines(text, out);
    return this;
  }

  private void appendKey(String key) {
    if (!first) out.append(comma);
    first = false;
    LineText.appendJson(key, out);
    out.append(colon);
  }

  /** Members that were written by another of these. */
  JsonFields addWritten(String members) {
    if (members.isEmpty()) return this;
    if (!first) out.append(comma);
    first = false;
    out.append(members);
    return this;
  }

  boolean isEmpty() {
    return first;
  }

  private void appendValue(@Nullable Object value) {
    if (value == null || value instanceof Boolean || isNumber(value)) {
      out.append(value);
    } else if (value instanceof Map<?, ?> map) {
      out.append('{');
      var inner = new JsonFields(out, comma.length() > 1);
      map.forEach((key, one) -> inner.add(String.valueOf(key), one));
      out.append('}');
    } else if (value instanceof List<?> list) {
      appendList(list);
    } else {
      LineText.appendJson(String.valueOf(value), out);
    }
  }

  private void appendList(List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) out.append(comma);
      appendValue(list.get(i));
    }
    out.append(']');
  }

  /** JSON knows no infinity. */
  private static boolean isNumber(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || (value instanceof Double number && Double.isFinite(number))
        || (value instanceof Float number2 && Float.isFinite(number2));
  }
}
