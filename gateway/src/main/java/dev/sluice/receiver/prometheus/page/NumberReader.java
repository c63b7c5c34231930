package dev.sluice.receiver.prometheus.page;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers as Prometheus does: what Go's {@code strconv.ParseFloat} takes, less the
 * hexadecimal form and underscores, so {@code 1}, {@code .5e-3}, {@code +Inf}, {@code infinity},
 * {@code NaN}. Correctly rounded. Makes no objects, save for numbers of more than 19 digits.
 */
final class NumberReader {
  static final int MALFORMED = -1;
  static final int OUT_OF_RANGE = -2;

  /** Prometheus' own, so that it looks the same on its disk whichever way it came. */
  static final double NAN = Double.longBitsToDouble(0x7FF8000000000001L);

  /** What a long holds of decimal digits, unsigned. */
  private static final int MAX_DIGITS = 19;

  /** Beyond this every exponent means zero or infinity; it keeps the sum from overflowing. */
  private static final int MAX_EXPONENT = 100_000;

  private double value;

  /** What {@link #read} has read. */
  double value() {
    return value;
  }

  /**
   * Reads the number that begins at {@code from}. Returns the index after it, or {@link #MALFORMED}
   * or {@link #OUT_OF_RANGE}. Some byte from there on must be none that a number has.
   */
  int read(byte[] array, int from) {
    boolean negative = array[from] == '-';
    int start = negative || array[from] == '+' ? from + 1 : from;
    int at = start;
    long mantissa = 0;
    int digit;
    while ((digit = array[at] - '0') >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      at++;
    }
    int digits = at - start;
    int exponent = 0;
    if (array[at] == '.') {
      int fraction = ++at;
      while ((digit = array[at] - '0') >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        at++;
      }
      exponent = fraction - at;
      digits -= exponent;
    }
    if (digits == 0) return at == start ? readWord(array, start, negative) : MALFORMED;
    if ((array[at] | 0x20) == 'e') {
      int end = exponentEnd(array, at + 1);
      if (end == MALFORMED) return MALFORMED;
      exponent += exponent(array, at + 1, end);
      at = end;
    }
    if (digits > MAX_DIGITS && digits - leadingZeros(array, start) > MAX_DIGITS) {
      value = Double.parseDouble(new String(array, from, at - from, StandardCharsets.ISO_8859_1));
    } else {
      double magnitude = Decimal.toDouble(mantissa, exponent);
      value = negative ? -magnitude : magnitude;
    }
    return Double.isInfinite(value) ? OUT_OF_RANGE : at;
  }

  private static int leadingZeros(byte[] array, int start) {
    int zeros = 0;
    for (int at = start; array[at] == '0' || array[at] == '.'; at++) {
      if (array[at] == '0') zeros++;
    }
    return zeros;
  }

  private static int exponentEnd(byte[] array, int from) {
    int at = array[from] == '-' || array[from] == '+' ? from + 1 : from;
    int start = at;
    while (array[at] >= '0' && array[at] <= '9') at++;
    return at == start ? MALFORMED : at;
  }

  private static int exponent(byte[] array, int from, int to) {
    boolean signed = array[from] == '-' || array[from] == '+';
    int exponent = 0;
    for (int at = signed ? from + 1 : from; at < to; at++) {
      exponent = Math.min(exponent * 10 + (array[at] - '0'), MAX_EXPONENT);
    }
    return array[from] == '-' ? -exponent : exponent;
  }

  private int readWord(byte[] array, int start, boolean negative) {
    int end = wordEnd(array, start, "infinity");
    if (end == MALFORMED) end = wordEnd(array, start, "inf");
    if (end != MALFORMED) {
      value = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      return end;
    }
    boolean signed = start > 0 && (array[start - 1] == '-' || array[start - 1] == '+');
    value = NAN;
    return signed ? MALFORMED : wordEnd(array, start, "nan");
  }

  private static int wordEnd(byte[] array, int from, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (from + i >= array.length || (array[from + i] | 0x20) != word.charAt(i)) return MALFORMED;
    }
    return from + word.length();
  }
}
