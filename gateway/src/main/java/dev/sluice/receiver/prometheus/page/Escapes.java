package dev.sluice.receiver.prometheus.page;

import java.nio.charset.StandardCharsets;

/**
 * The escapes of label values and quoted names, and of help texts in OpenMetrics: {@code \\},
 * {@code \"} and {@code \n}. In the help texts of text 0.0.4 there is no {@code \"}. A backslash
 * before anything else stands for itself, as Prometheus has it.
 */
final class Escapes {
  private Escapes() {}

  /** The range as text, unescaped. The bytes are UTF-8, which the parser has checked. */
  static String text(byte[] array, int from, int to) {
    return text(array, from, to, true);
  }

  static String helpOfText(byte[] array, int from, int to) {
    return text(array, from, to, false);
  }

  private static String text(byte[] array, int from, int to, boolean hasQuotes) {
    for (int at = from; at < to; at++) {
      if (array[at] == '\\') return unescape(array, from, to, at, hasQuotes);
    }
    return new String(array, from, to - from, StandardCharsets.UTF_8);
  }

  private static String unescape(
      byte[] array, int from, int to, int firstBackslash, boolean hasQuotes) {
    var out = new byte[to - from];
    int size = firstBackslash - from;
    System.arraycopy(array, from, out, 0, size);
    for (int at = firstBackslash; at < to; at++) {
      byte next = array[at];
      if (next == '\\' && at + 1 < to) {
        byte escaped = array[at + 1];
        boolean isQuote = hasQuotes && escaped == '"';
        if (escaped == '\\' || isQuote || escaped == 'n') {
          next = escaped == 'n' ? (byte) '\n' : escaped;
          at++;
        }
      }
      out[size++] = next;
    }
    return new String(out, 0, size, StandardCharsets.UTF_8);
  }
}
