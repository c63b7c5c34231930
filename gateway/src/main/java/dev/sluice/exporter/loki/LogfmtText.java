package dev.sluice.exporter.loki;

import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.math.BigDecimal;

/** Keys and values of logfmt, as the Go library {@code go-logfmt} writes them. Pure functions. */
final class LogfmtText {
  private static final ByteSlice NULL = ByteSlice.utf8("null");
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** Smaller and larger numbers are written with an exponent. */
  private static final double EXPONENT_BELOW = 1e-4;

  private static final double EXPONENT_FROM = 1e6;

  private LogfmtText() {}

  /** Without what a key may not have: spaces, control characters, {@code =}, quotes, non-text. */
  static void appendKey(byte[] utf8, int from, int to, ProtoWriter out) {
    for (int at = from; at < to; ) {
      int length = plainLength(utf8, at, to);
      if (length == 0) {
        at += skipLength(utf8, at, to);
      } else {
        out.raw(utf8, at, length);
        at += length;
      }
    }
  }

  /** A string; the word {@code null} gets quotes, so that it is not taken for nothing. */
  static void appendString(byte[] utf8, int from, int to, ProtoWriter out) {
    if (NULL.contentEquals(utf8, from, to - from)) {
      quote(utf8, from, to, out);
    } else {
      appendBytes(utf8, from, to, out);
    }
  }

  /** Bytes as they are, in quotes if logfmt could not read them otherwise. */
  static void appendBytes(byte[] utf8, int from, int to, ProtoWriter out) {
    for (int at = from; at < to; ) {
      int length = plainLength(utf8, at, to);
      if (length == 0) {
        quote(utf8, from, to, out);
        return;
      }
      at += length;
    }
    out.raw(utf8, from, to - from);
  }

  /** As Go prints a float64: {@code 0.5}, {@code 1.5e+06}, {@code 1e-05}, {@code NaN}. */
  static void appendDouble(double value, ProtoWriter out) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      Decimals.appendPlain(value, out);
    } else if (size == 0 || (size >= EXPONENT_BELOW && size < EXPONENT_FROM)) {
      Decimals.append(value, out);
    } else {
      out.rawAscii(withExponent(new BigDecimal(Decimals.text(value)).stripTrailingZeros()));
    }
  }

  private static String withExponent(BigDecimal number) {
    String digits = number.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - number.scale();
    return "%s%s%s%se%s%02d"
        .formatted(
            number.signum() < 0 ? "-" : "",
            digits.charAt(0),
            digits.length() > 1 ? "." : "",
            digits.substring(1),
            exponent < 0 ? "-" : "+",
            Math.abs(exponent));
  }

  /** Whether a character that is not text stands in there. */
  static boolean hasNonText(byte[] utf8, int from, int to) {
    for (int at = from; at < to; ) {
      int length = utf8[at] >= 0 ? 1 : plainLength(utf8, at, to);
      if (length == 0) return true;
      at += length;
    }
    return false;
  }

  /** Bytes of the character there if it can stand in logfmt without quotes, else 0. */
  private static int plainLength(byte[] utf8, int at, int to) {
    byte first = utf8[at];
    if (first >= 0) return first <= ' ' || first == '=' || first == '"' ? 0 : 1;
    int length = Utf8Text.sequenceLength(utf8, at, to);
    return length == 3 && Utf8Text.codePoint(utf8, at, 3) == 0xFFFD ? 0 : length;
  }

  private static int skipLength(byte[] utf8, int at, int to) {
    return utf8[at] >= 0 ? 1 : Math.max(1, Utf8Text.sequenceLength(utf8, at, to));
  }

  /** JSON's quotes with the fewest escapes. */
  private static void quote(byte[] utf8, int from, int to, ProtoWriter out) {
    out.rawByte('"');
    for (int at = from; at < to; ) {
      byte first = utf8[at];
      if (first >= 0) {
        quoteAscii(first, out);
        at++;
        continue;
      }
      int length = plainLength(utf8, at, to);
      if (length == 0) {
        out.rawAscii("\\ufffd");
        at += skipLength(utf8, at, to);
      } else {
        out.raw(utf8, at, length);
        at += length;
      }
    }
    out.rawByte('"');
  }

  private static void quoteAscii(byte c, ProtoWriter out) {
    switch (c) {
      case '"', '\\' -> out.rawByte('\\').rawByte(c);
      case '\n' -> out.rawAscii("\\n");
      case '\r' -> out.rawAscii("\\r");
      case '\t' -> out.rawAscii("\\t");
      default -> {
        if (c >= ' ') {
          out.rawByte(c);
        } else {
          out.rawAscii("\\u00").rawByte(HEX[c >> 4]).rawByte(HEX[c & 0xF]);
        }
      }
    }
  }
}
