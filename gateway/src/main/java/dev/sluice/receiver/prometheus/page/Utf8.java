package dev.sluice.receiver.prometheus.page;

/** Whether bytes are UTF-8: shortest forms only, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  static boolean isValid(byte[] array, int from, int to) {
    int at = from;
    while (at < to) {
      int first = array[at];
      if (first >= 0) {
        at++;
        continue;
      }
      int length = lengthOf(first & 0xFF);
      if (length == 0 || to - at < length) return false;
      if (!isSecond(first & 0xFF, array[at + 1] & 0xFF)) return false;
      for (int i = 2; i < length; i++) {
        if ((array[at + i] & 0xC0) != 0x80) return false;
      }
      at += length;
    }
    return true;
  }

  private static int lengthOf(int first) {
    if (first < 0xC2 || first > 0xF4) return 0;
    if (first < 0xE0) return 2;
    return first < 0xF0 ? 3 : 4;
  }

  /** The second byte's range is narrower where the first could begin an overlong form. */
  private static boolean isSecond(int first, int second) {
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= lowest && second <= highest;
  }
}
