package dev.sluice.otlp;

import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The leaves of JSON, written as Go's encoding/json writes them. Pure functions. */
final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Of one byte. */
  private static final int MAX_ESCAPE = 6;

  private static final int MAX_CHUNK = 1024;

  private static final byte PLAIN = 0;
  private static final byte CODE = 1;
  private static final byte HTML = 2;

  /** For each ASCII character: how it is written, or the letter behind its backslash. */
  private static final byte[] ESCAPES = new byte[128];

  static {
    Arrays.fill(ESCAPES, 0, ' ', CODE);
    ESCAPES['<'] = ESCAPES['>'] = ESCAPES['&'] = HTML;
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
    ESCAPES['\n'] = 'n';
    ESCAPES['\r'] = 'r';
    ESCAPES['\t'] = 't';
    ESCAPES['\b'] = 'b';
    ESCAPES['\f'] = 'f';
  }

  private JsonText() {}

  /** A string with its quotes. Each byte that is not UTF-8 becomes an escaped U+FFFD. */
  static void appendString(byte[] utf8, int from, int to, boolean htmlEscape, ProtoWriter out) {
    out.rawByte('"');
    for (int at = from; at < to; ) {
      // Room for the worst, so that nothing inside has to ask for it.
      int chunk = Math.min(to - at, MAX_CHUNK);
      out.ensure(chunk * MAX_ESCAPE + Long.BYTES);
      at = appendChunk(utf8, at, at + chunk, to, htmlEscape, out);
    }
    out.rawByte('"');
  }

  /**
   * Appends the characters that begin before {@code end}, eight bytes at a time while they are
   * ASCII that needs no escape. Returns where the next character begins.
   */
  private static int appendChunk(
      byte[] utf8, int from, int end, int to, boolean htmlEscape, ProtoWriter out) {
    byte[] target = out.array();
    int pos = out.size();
    // & differs from the quote in one bit, and < from >: one test finds both of a pair.
    long quote = htmlEscape ? ONES * '&' : ONES * '"';
    long quoteBit = htmlEscape ? ONES * ('&' ^ '"') : 0;
    long bracket = htmlEscape ? ONES * '>' : ONES * '"';
    long bracketBit = htmlEscape ? ONES * ('<' ^ '>') : 0;
    int at = from;
    while (at < end) {
      if (at <= utf8.length - Long.BYTES) {
        long eight = (long) LONGS.get(utf8, at);
        LONGS.set(target, pos, eight);
        // The lowest bit set is in the first byte that is special; those above may be wrong.
        long special =
            (eight
                    | ((eight - ONES * ' ') & ~eight)
                    | zeros(eight ^ ONES * '\\')
                    | zeros((eight | quoteBit) ^ quote)
                    | zeros((eight | bracketBit) ^ bracket))
                & HIGH_BITS;
        int left = end - at;
        if (left < Long.BYTES) special &= (1L << (8 * left)) - 1;
        if (special == 0) {
          // Steps of a fixed length, so that one need not wait for the other.
          if (left > Long.BYTES) {
            at += Long.BYTES;
            pos += Long.BYTES;
            continue;
          }
          at = end;
          pos += left;
          break;
        }
        int plain = Long.numberOfTrailingZeros(special) >>> 3;
        at += plain;
        pos += plain;
      }
      byte c = utf8[at];
      if (c < 0) {
        int length = Utf8.sequenceLength(utf8, at, to, c & 0xFF);
        pos = putBeyondAscii(utf8, at, length, target, pos);
        at += Math.max(length, 1);
      } else {
        pos = putAscii(c, htmlEscape, target, pos);
        at++;
      }
    }
    out.advance(pos - out.size());
    return at;
  }

  private static long zeros(long eight) {
    return (eight - ONES) & ~eight;
  }

  private static int putAscii(byte c, boolean htmlEscape, byte[] target, int pos) {
    int escape = ESCAPES[c];
    if (escape == PLAIN || (escape == HTML && !htmlEscape)) {
      target[pos] = c;
      return pos + 1;
    }
    if (escape == HTML || escape == CODE) return putCode(c, target, pos);
    target[pos] = '\\';
    target[pos + 1] = (byte) escape;
    return pos + 2;
  }

  /** A character beyond ASCII as it is, but for the ends of lines that JavaScript sees. */
  private static int putBeyondAscii(byte[] utf8, int at, int length, byte[] target, int pos) {
    if (length == 0) return putCode(0xFFFD, target, pos);
    if (length == 3 && isLineSeparator(utf8, at)) {
      return putCode(0x2028 | (utf8[at + 2] & 1), target, pos);
    }
    for (int i = 0; i < length; i++) target[pos + i] = utf8[at + i];
    return pos + length;
  }

  /** U+2028 and U+2029. */
  private static boolean isLineSeparator(byte[] utf8, int at) {
    return utf8[at] == (byte) 0xE2 && utf8[at + 1] == (byte) 0x80 && (utf8[at + 2] & 0xFE) == 0xA8;
  }

  /** Six characters: {@code \}{@code u003c}. */
  private static int putCode(int c, byte[] target, int pos) {
    target[pos] = '\\';
    target[pos + 1] = 'u';
    for (int i = 0; i < 4; i++) target[pos + 2 + i] = HEX[c >> (12 - 4 * i) & 0xF];
    return pos + MAX_ESCAPE;
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
