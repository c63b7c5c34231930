package dev.sluice.exporter.loki;

import dev.sluice.wire.ProtoWriter;

/**
 * Label values in quotes, as Go's {@code strconv.Quote} writes them and PromQL reads them. Which
 * characters are printable follows the JVM's Unicode tables; an escape means the same character.
 */
final class GoQuote {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private GoQuote() {}

  static void append(byte[] utf8, int from, int to, ProtoWriter out) {
    out.ensure(to - from + 2);
    out.rawByte('"');
    int run = from;
    int at = from;
    while (at < to) {
      byte first = utf8[at];
      if (first >= ' ' && first != '"' && first != '\\' && first != 0x7F) {
        at++;
        continue;
      }
      out.raw(utf8, run, at - run);
      at += first >= 0 ? appendAscii(first, out) : appendBeyondAscii(utf8, at, to, out);
      run = at;
    }
    out.raw(utf8, run, to - run).rawByte('"');
  }

  private static int appendAscii(byte c, ProtoWriter out) {
    switch (c) {
      case '"', '\\' -> out.rawByte('\\').rawByte(c);
      case 0x07 -> out.rawAscii("\\a");
      case '\b' -> out.rawAscii("\\b");
      case '\f' -> out.rawAscii("\\f");
      case '\n' -> out.rawAscii("\\n");
      case '\r' -> out.rawAscii("\\r");
      case '\t' -> out.rawAscii("\\t");
      case 0x0B -> out.rawAscii("\\v");
      default -> hex(out.rawAscii("\\x"), c, 2);
    }
    return 1;
  }

  private static int appendBeyondAscii(byte[] utf8, int at, int to, ProtoWriter out) {
    int length = Utf8Text.sequenceLength(utf8, at, to);
    if (length == 0) {
      hex(out.rawAscii("\\x"), utf8[at] & 0xFF, 2);
      return 1;
    }
    int c = Utf8Text.codePoint(utf8, at, length);
    if (isPrintable(c)) {
      out.raw(utf8, at, length);
    } else if (c < 0x10000) {
      hex(out.rawAscii("\\u"), c, 4);
    } else {
      hex(out.rawAscii("\\U"), c, 8);
    }
    return length;
  }

  /** Letters, marks, numbers, punctuation and symbols; of the spaces only the ASCII one. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void hex(ProtoWriter out, int value, int digits) {
    for (int i = digits - 1; i >= 0; i--) out.rawByte(HEX[(value >> (4 * i)) & 0xF]);
  }
}
