package dev.sluice.exporter.loki;

import dev.sluice.wire.Utf8;

/** Characters beyond ASCII, one at a time, for the two quotings that look at each. */
final class Utf8Text {
  private Utf8Text() {}

  /** Bytes of the valid sequence that begins with this byte beyond ASCII, or 0 if none does. */
  static int sequenceLength(byte[] utf8, int at, int to) {
    return Utf8.sequenceLength(utf8, at, to, utf8[at] & 0xFF);
  }

  /** The character that a valid sequence of two to four bytes means. */
  static int codePoint(byte[] utf8, int at, int length) {
    int bits = utf8[at] & (0x7F >> length);
    for (int i = 1; i < length; i++) bits = (bits << 6) | (utf8[at + i] & 0x3F);
    return bits;
  }
}
