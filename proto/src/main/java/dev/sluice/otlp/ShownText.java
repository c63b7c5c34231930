package dev.sluice.otlp;

/** Words of clients and backends for our own answers and logs: short, and on one line. */
final class ShownText {
  private ShownText() {}

  /**
   * The first {@code max} characters, and {@code ...} if there are more. Whatever could break a
   * line, move a cursor or turn the direction of reading becomes {@code ?}.
   */
  static String cut(String text, int max) {
    StringBuilder clean = new StringBuilder();
    int end = Math.min(text.length(), max);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) end--;
    for (int i = 0; i < end; ) {
      int point = text.codePointAt(i);
      clean.appendCodePoint(isHarmless(point) ? point : '?');
      i += Character.charCount(point);
    }
    return end < text.length() ? clean.append("...").toString() : clean.toString();
  }

  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
