package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;

/**
 * What an attribute is called, and what the label made of it is called.
 *
 * @param raw the attribute's name, or its dotted path
 * @param name the same as PromQL can say it
 */
record LabelName(ByteSlice raw, ByteSlice name) {
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

  private static boolean isAsciiLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
