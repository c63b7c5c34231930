package dev.sluice.config;

import java.util.BitSet;

/**
 * One line of a source as it may be shown: hidden pieces replaced, characters that would disturb a
 * terminal made visible. Knows where a column of the source went.
 */
final class MaskedLine {
  private final String text;
  private final int[] columns;

  /**
   * @param hidden the code points (from 0) that must not be seen
   */
  MaskedLine(int[] codePoints, BitSet hidden) {
    var shown = new StringBuilder();
    columns = new int[codePoints.length + 1];
    int column = 0;
    for (int i = 0; i < codePoints.length; i++) {
      columns[i] = column;
      if (!hidden.get(i)) {
        shown.appendCodePoint(visible(codePoints[i]));
        column++;
      } else if (i + 1 == codePoints.length || !hidden.get(i + 1)) {
        shown.append(Secret.REDACTED);
        column += Secret.REDACTED.length();
      }
    }
    columns[codePoints.length] = column;
    text = shown.toString();
  }

  private static int visible(int codePoint) {
    if (codePoint == '\t') return '→';
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          '·';
      default -> codePoint;
    };
  }

  String text() {
    return text;
  }

  /** Where the source's column (both from 0) is in {@link #text}, in code points. */
  int column(int inSource) {
    int last = columns.length - 1;
    return inSource <= last ? columns[Math.max(0, inSource)] : columns[last] + inSource - last;
  }

  /** Escapes what a message may quote: one line, nothing that moves a cursor. */
  static String printable(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              if (codePoint == '\n') {
                shown.append("\\n");
              } else if (codePoint == '\t') {
                shown.append("\\t");
              } else {
                shown.appendCodePoint(visible(codePoint));
              }
            });
    return shown.toString();
  }
}
