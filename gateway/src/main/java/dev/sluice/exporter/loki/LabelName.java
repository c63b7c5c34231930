package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;

/**
 * What an attribute is called, and what the label made of it is called.
 *
 * @param raw the attribute's name, or its dotted path
 * @param name the same as PromQL can say it
 */
record LabelName(ByteSlice raw, ByteSlice name) {
  private static final ByteSlice KEY = ByteSlice.utf8("key");

  static LabelName of(String raw) {
    return new LabelName(ByteSlice.utf8(raw), ByteSlice.utf8(sanitise(raw)));
  }

  /**
   * As PromQL can say it: other characters than letters and digits become {@code _}, a digit in
   * front gets {@code key_} before it, a single underscore {@code key}. Letters beyond ASCII are
   * others, since Loki's parser refuses a stream whose labels have them.
   *
   * @param raw not empty
   */
  static String sanitise(String raw) {
    var name = new StringBuilder(raw.length() + 4);
    raw.codePoints().forEach(c -> name.append(isAsciiLetterOrDigit(c) ? (char) c : '_'));
    char first = name.charAt(0);
    if (first >= '0' && first <= '9') return "key_" + name;
    if (first == '_' && (name.length() == 1 || name.charAt(1) != '_')) return "key" + name;
    return name.toString();
  }

  /** Appends what {@link #sanitise(String)} makes of a name of valid UTF-8. */
  static void sanitise(byte[] utf8, int from, int to, ProtoWriter out) {
    if (from == to) return;
    int first = utf8[from];
    boolean isUnderscore = !isAsciiLetterOrDigit(first);
    int second = from + 1;
    while (isUnderscore && second < to && isContinuation(utf8[second])) second++;
    if (first >= '0' && first <= '9') {
      out.raw(KEY).rawByte('_');
    } else if (isUnderscore && (second >= to || isAsciiLetterOrDigit(utf8[second]))) {
      out.raw(KEY);
    }
    for (int i = from; i < to; i++) {
      int c = utf8[i];
      if (!isContinuation(c)) out.rawByte(isAsciiLetterOrDigit(c) ? c : '_');
    }
  }

  private static boolean isContinuation(int utf8) {
    return (utf8 & 0xC0) == 0x80;
  }

  private static boolean isAsciiLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
