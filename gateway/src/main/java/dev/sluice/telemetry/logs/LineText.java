package dev.sluice.telemetry.logs;

/**
 * Text that stays on its line. Control characters, what ends a line elsewhere in Unicode, what
 * turns the direction of writing, and halves of characters become escapes; everything else stays
 * readable.
 */
final class LineText {
  /** Longer texts are cut: no line may fill a disk. */
  static final int LONGEST = 16_384;

  private LineText() {}

  /** The same for a text that is to have many lines. */
  private static final int LONGEST_LINES = 4 << 20;

  private enum Form {
    CONSOLE,
    JSON,
    /** For the console, with the line feeds and tabs that are in it. */
    LINES
  }

  /** For the console: a backslash of the text stays what it is. */
  static void append(String text, StringBuilder out) {
    append(text, Form.CONSOLE, LONGEST, out);
  }

  /** A JSON string with its quotes. */
  static void appendJson(String text, StringBuilder out) {
    out.append('"');
    append(text, Form.JSON, LONGEST, out);
    out.append('"');
  }

  /** For the console, with the line feeds and tabs that are in it. */
  static void appendLines(String text, StringBuilder out) {
    append(text, Form.LINES, LONGEST_LINES, out);
  }

  /** A JSON string with its quotes, of a text with many lines. */
  static void appendJsonLines(String text, StringBuilder out) {
    out.append('"');
    append(text, Form.JSON, LONGEST_LINES, out);
    out.append('"');
  }

  private static void append(String text, Form form, int longest, StringBuilder out) {
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (form == Form.JSON && (c == '"' || c == '\\')) {
        out.append('\\').append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (mustBeEscaped(c) && !(form == Form.LINES && (c == '\n' || c == '\t'))) {
        escape(c, out);
      } else {
        out.append(c);
      }
    }
    if (end < text.length()) out.append("... (").append(text.length() - end).append(" more)");
  }

  private static boolean mustBeEscaped(char c) {
    if (c >= ' ' && c < 0x7f) return false;
    return c < 0xa0
        || c == '\u061c'
        || (c >= '\u200e' && c <= '\u200f')
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\ufeff'
        || Character.isSurrogate(c);
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default ->
          out.append("\\u")
              .append(Character.forDigit(c >> 12, 16))
              .append(Character.forDigit(c >> 8 & 0xf, 16))
              .append(Character.forDigit(c >> 4 & 0xf, 16))
              .append(Character.forDigit(c & 0xf, 16));
    }
  }
}
