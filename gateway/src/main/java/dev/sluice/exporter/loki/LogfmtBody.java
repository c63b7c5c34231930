package dev.sluice.exporter.loki;

import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;

/**
 * A log body that is itself logfmt, or is taken for it: its pairs are written again, a word alone
 * becomes a key without a value. As in the collector only the first line is read; a line with stray
 * quotes or equals signs, or of {@value #MAX_LINE} bytes or more, is no logfmt. One thread.
 */
final class LogfmtBody {
  private static final int MAX_LINE = 1 << 16;
  private static final int NO_CHARACTER = -1;

  private final ProtoWriter unescaped = new ProtoWriter(64);

  private byte[] utf8 = new byte[0];
  private int pos;
  private int end;

  /**
   * Appends {@code " key=value"} for each pair; false, with {@code out} half written, if it is
   * none.
   */
  boolean append(byte[] array, int from, int to, ProtoWriter out) {
    utf8 = array;
    pos = from;
    end = endOfLine(from, to);
    if (end - from >= MAX_LINE) return false;
    if (end > from && array[end - 1] == '\r') end--;
    while (true) {
      while (pos < end && isSpace(utf8[pos])) pos++;
      if (pos == end) return true;
      if (!appendPair(out)) return false;
    }
  }

  private int endOfLine(int from, int to) {
    int at = from;
    while (at < to && utf8[at] != '\n') at++;
    return at;
  }

  private static boolean isSpace(byte c) {
    return c >= 0 && c <= ' ';
  }

  private boolean appendPair(ProtoWriter out) {
    int key = pos;
    while (pos < end && !isSpace(utf8[pos]) && utf8[pos] != '=' && utf8[pos] != '"') pos++;
    if (pos == key || (pos < end && utf8[pos] == '"')) return false;
    if (LogfmtText.hasNonText(utf8, key, pos)) return false;
    out.rawByte(' ').raw(utf8, key, pos - key).rawByte('=');
    if (pos == end || utf8[pos] != '=') return true;
    pos++;
    if (pos == end || isSpace(utf8[pos])) return true;
    return utf8[pos] == '"' ? appendQuoted(out) : appendPlain(out);
  }

  private boolean appendPlain(ProtoWriter out) {
    int value = pos;
    for (; pos < end && !isSpace(utf8[pos]); pos++) {
      if (utf8[pos] == '=' || utf8[pos] == '"') return false;
    }
    LogfmtText.appendBytes(utf8, value, pos, out);
    return true;
  }

  private boolean appendQuoted(ProtoWriter out) {
    int value = ++pos;
    boolean hasEscapes = false;
    while (pos < end && utf8[pos] != '"') {
      boolean isEscape = utf8[pos] == '\\';
      hasEscapes |= isEscape;
      pos += isEscape ? 2 : 1;
    }
    if (pos >= end) return false;
    int valueEnd = pos++;
    if (!hasEscapes) {
      LogfmtText.appendBytes(utf8, value, valueEnd, out);
      return true;
    }
    unescaped.clear();
    if (!unescape(value, valueEnd)) return false;
    LogfmtText.appendBytes(unescaped.array(), 0, unescaped.size(), out);
    return true;
  }

  /** Undoes JSON's escapes; control characters and unknown escapes are mistakes. */
  private boolean unescape(int from, int to) {
    for (int at = from; at < to; ) {
      byte c = utf8[at];
      if (c >= 0 && c < ' ') return false;
      if (c < 0) {
        at += unescapeBeyondAscii(at, to);
      } else if (c != '\\') {
        unescaped.rawByte(c);
        at++;
      } else if (utf8[at + 1] == 'u') {
        int unit = hexUnit(at, to);
        if (unit == NO_CHARACTER) return false;
        at += 6;
        if (Character.isHighSurrogate((char) unit)) {
          int second = hexUnit(at, to);
          if (second != NO_CHARACTER && Character.isLowSurrogate((char) second)) {
            unit = Character.toCodePoint((char) unit, (char) second);
            at += 6;
          }
        }
        appendCodePoint(unit);
      } else {
        int meant = meaning(utf8[at + 1]);
        if (meant == NO_CHARACTER) return false;
        unescaped.rawByte(meant);
        at += 2;
      }
    }
    return true;
  }

  private int unescapeBeyondAscii(int at, int to) {
    int length = Utf8Text.sequenceLength(utf8, at, to);
    if (length == 0) {
      appendCodePoint(0xFFFD);
      return 1;
    }
    unescaped.raw(utf8, at, length);
    return length;
  }

  private static int meaning(byte escaped) {
    return switch (escaped) {
      case '"', '\\', '/', '\'' -> escaped;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> NO_CHARACTER;
    };
  }

  /** The number in an escape of six characters, {@code \}{@code u12ab}. */
  private int hexUnit(int at, int to) {
    if (to - at < 6 || utf8[at] != '\\' || utf8[at + 1] != 'u') return NO_CHARACTER;
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = utf8[i] < 0 ? -1 : Character.digit(utf8[i], 16);
      if (digit < 0) return NO_CHARACTER;
      unit = (unit << 4) | digit;
    }
    return unit;
  }

  /** A surrogate without its other half becomes U+FFFD. */
  private void appendCodePoint(int c) {
    boolean isHalf = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    byte[] bytes = Character.toString(isHalf ? 0xFFFD : c).getBytes(StandardCharsets.UTF_8);
    unescaped.raw(bytes, 0, bytes.length);
  }
}
