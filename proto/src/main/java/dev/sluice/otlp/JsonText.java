package dev.sluice.otlp;

import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Utf8;
import java.nio.charset.StandardCharsets;

/** The leaves of JSON, written as Go's encoding/json writes them. Pure functions. */
final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  private JsonText() {}

  /** A string with its quotes. Each byte that is not UTF-8 becomes an escaped U+FFFD. */
  static void appendString(byte[] utf8, int from, int to, boolean htmlEscape, ProtoWriter out) {
    out.ensure(to - from + 2);
    out.rawByte('"');
    int run = from;
    int at = from;
    while (at < to) {
      int length = plainLength(utf8, at, to, htmlEscape);
      if (length > 0) {
        at += length;
        continue;
      }
      out.raw(utf8, run, at - run);
      at += appendEscape(utf8, at, to, out);
      run = at;
    }
    out.raw(utf8, run, to - run).rawByte('"');
  }

  /** The bytes of the character at {@code at} if it stands in JSON as it is, else 0. */
  private static int plainLength(byte[] utf8, int at, int to, boolean htmlEscape) {
    int first = utf8[at];
    if (first < 0) {
      int length = Utf8.sequenceLength(utf8, at, to, first & 0xFF);
      return length == 3 && isLineSeparator(utf8, at) ? 0 : length;
    }
    if (first < ' ' || first == '"' || first == '\\') return 0;
    return htmlEscape && (first == '<' || first == '>' || first == '&') ? 0 : 1;
  }

  /** U+2028 and U+2029, which JavaScript takes for ends of lines. */
  private static boolean isLineSeparator(byte[] utf8, int at) {
    return utf8[at] == (byte) 0xE2 && utf8[at + 1] == (byte) 0x80 && (utf8[at + 2] & 0xFE) == 0xA8;
  }

  /** Writes the character at {@code at} escaped, and returns how many bytes it had. */
  private static int appendEscape(byte[] utf8, int at, int to, ProtoWriter out) {
    int first = utf8[at];
    if (first < 0) {
      if (Utf8.sequenceLength(utf8, at, to, first & 0xFF) == 0) {
        out.rawAscii("\\ufffd");
        return 1;
      }
      out.rawAscii("\\u202").rawByte(HEX[utf8[at + 2] & 0xF]);
      return 3;
    }
    switch (first) {
      case '"', '\\' -> out.rawByte('\\').rawByte(first);
      case '\n' -> out.rawAscii("\\n");
      case '\r' -> out.rawAscii("\\r");
      case '\t' -> out.rawAscii("\\t");
      case '\b' -> out.rawAscii("\\b");
      case '\f' -> out.rawAscii("\\f");
      default -> out.rawAscii("\\u00").rawByte(HEX[first >> 4]).rawByte(HEX[first & 0xF]);
    }
    return 1;
  }

  /** Lower-case hex digits, without quotes. */
  static void appendHex(byte[] bytes, int from, int to, ProtoWriter out) {
    int length = to - from;
    out.ensure(Math.multiplyExact(2, length));
    byte[] array = out.array();
    int pos = out.size();
    for (int i = from; i < to; i++) {
      array[pos++] = HEX[bytes[i] >> 4 & 0xF];
      array[pos++] = HEX[bytes[i] & 0xF];
    }
    out.advance(2 * length);
  }

  /** Standard base64 with padding, without quotes. */
  static void appendBase64(byte[] bytes, int from, int to, ProtoWriter out) {
    int size = Math.toIntExact(4 * ((to - from + 2L) / 3));
    out.ensure(size);
    byte[] array = out.array();
    int pos = out.size();
    int at = from;
    for (; at <= to - 3; at += 3) {
      int group = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
      array[pos++] = BASE64[group >> 18];
      array[pos++] = BASE64[group >> 12 & 0x3F];
      array[pos++] = BASE64[group >> 6 & 0x3F];
      array[pos++] = BASE64[group & 0x3F];
    }
    if (at < to) {
      boolean two = to - at == 2;
      int group = (bytes[at] & 0xFF) << 16 | (two ? (bytes[at + 1] & 0xFF) << 8 : 0);
      array[pos++] = BASE64[group >> 18];
      array[pos++] = BASE64[group >> 12 & 0x3F];
      array[pos++] = two ? BASE64[group >> 6 & 0x3F] : (byte) '=';
      array[pos] = '=';
    }
    out.advance(size);
  }
}
