package dev.sluice.otlp;

import dev.sluice.wire.ProtoWriter;

/**
 * Turns the characters of JSON strings into bytes: text into UTF-8, ids from hex, other bytes from
 * base64. What is not of that form is a {@link BadJsonException}. Pure functions.
 */
final class JsonStrings {
  private static final int CHUNK = 4096;

  /** A character between 0x800 and 0xFFFF takes three bytes, a pair of two takes four. */
  private static final int MAX_BYTES_PER_CHAR = 3;

  private JsonStrings() {}

  /** As UTF-8; half of a surrogate pair becomes U+FFFD. */
  static void appendUtf8(char[] text, int from, int to, ProtoWriter out) {
    int at = from;
    while (at < to) {
      int chunkEnd = Math.min(to, at + CHUNK);
      if (chunkEnd < to && Character.isHighSurrogate(text[chunkEnd - 1])) chunkEnd--;
      if (chunkEnd == at) chunkEnd = at + 1;
      appendChunk(text, at, chunkEnd, out);
      at = chunkEnd;
    }
  }

  private static void appendChunk(char[] text, int from, int to, ProtoWriter out) {
    out.ensure((to - from) * MAX_BYTES_PER_CHAR);
    byte[] array = out.array();
    int pos = out.size();
    int at = from;
    while (at < to) {
      char c = text[at++];
      if (c < 0x80) {
        array[pos++] = (byte) c;
      } else if (c < 0x800) {
        array[pos++] = (byte) (0xC0 | c >> 6);
        array[pos++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c) && at < to && Character.isLowSurrogate(text[at])) {
        int point = Character.toCodePoint(c, text[at++]);
        array[pos++] = (byte) (0xF0 | point >> 18);
        array[pos++] = (byte) (0x80 | (point >> 12 & 0x3F));
        array[pos++] = (byte) (0x80 | (point >> 6 & 0x3F));
        array[pos++] = (byte) (0x80 | (point & 0x3F));
      } else {
        char whole = Character.isSurrogate(c) ? '\uFFFD' : c;
        array[pos++] = (byte) (0xE0 | whole >> 12);
        array[pos++] = (byte) (0x80 | (whole >> 6 & 0x3F));
        array[pos++] = (byte) (0x80 | (whole & 0x3F));
      }
    }
    out.advance(pos - out.size());
  }

  /** An id of {@code bytes} bytes from its hex digits, in either case; nothing from nothing. */
  static void appendId(int bytes, char[] text, int from, int to, ProtoWriter out) {
    if (from == to) return;
    if (to - from != 2 * bytes) {
      throw new BadJsonException(
          "expected an id of %d hex digits, found %d characters".formatted(2 * bytes, to - from));
    }
    for (int at = from; at < to; at += 2) {
      out.rawByte(hexDigit(text[at]) << 4 | hexDigit(text[at + 1]));
    }
  }

  private static int hexDigit(char c) {
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit >= 0) return digit;
    throw new BadJsonException("expected a hex digit, found " + quote(c));
  }

  /** From base64, standard or URL-safe, padded or not, as protobuf's JSON mapping allows. */
  static void appendBase64(char[] text, int from, int to, ProtoWriter out) {
    int end = to;
    while (end > from && to - end < 2 && text[end - 1] == '=') end--;
    int left = (end - from) % 4;
    boolean padded = end < to;
    if (left == 1 || (padded && (to - from) % 4 != 0)) {
      throw new BadJsonException(
          "expected base64, found %d characters, which is no length of it".formatted(to - from));
    }
    int bits = 0;
    int count = 0;
    for (int at = from; at < end; at++) {
      bits = bits << 6 | base64Digit(text[at]);
      count += 6;
      if (count < 8) continue;
      count -= 8;
      out.rawByte(bits >> count);
    }
  }

  private static int base64Digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    throw new BadJsonException("expected base64, found " + quote(c));
  }

  private static String quote(char c) {
    return JsonPlace.quote(new char[] {c}, 0, 1);
  }
}
