package dev.sluice.otlp;

/**
 * Reads whole numbers and doubles from the characters of a JSON number or string. A number that is
 * none, or out of its type's range, is a {@link BadJsonException}. Pure functions.
 */
final class JsonNumbers {
  private static final long TENTH_OF_MAX = Long.divideUnsigned(-1L, 10);
  private static final long LAST_OF_MAX = Long.remainderUnsigned(-1L, 10);

  private JsonNumbers() {}

  /** A number of that kind, as the value that protobuf's writer takes. */
  static long whole(JsonKind kind, char[] text, int from, int to) {
    boolean negative = from < to && text[from] == '-';
    int at = negative ? from + 1 : from;
    if (at == to) throw new BadJsonException("expected a whole number, found no digits");
    long size = 0;
    for (; at < to; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        throw new BadJsonException(
            "expected a whole number, found " + JsonPlace.quote(text, from, to));
      }
      int beyond = Long.compareUnsigned(size, TENTH_OF_MAX);
      if (beyond > 0 || (beyond == 0 && digit > LAST_OF_MAX))
        throw outOfRange(kind, text, from, to);
      size = size * 10 + digit;
    }
    if (!isInRange(kind, size, negative)) throw outOfRange(kind, text, from, to);
    return negative ? -size : size;
  }

  private static boolean isInRange(JsonKind kind, long size, boolean negative) {
    return switch (kind) {
      case UINT64, FIXED64 -> !negative || size == 0;
      case UINT32, FIXED32 -> size >= 0 && size <= 0xFFFF_FFFFL && (!negative || size == 0);
      case ENUM, SINT32 -> size >= 0 && size <= (negative ? 1L << 31 : Integer.MAX_VALUE);
      default -> size >= 0 || (negative && size == Long.MIN_VALUE);
    };
  }

  private static BadJsonException outOfRange(JsonKind kind, char[] text, int from, int to) {
    String range =
        switch (kind) {
          case UINT64, FIXED64 -> "0 to 2^64-1";
          case UINT32, FIXED32 -> "0 to 2^32-1";
          case ENUM, SINT32 -> "-2^31 to 2^31-1";
          default -> "-2^63 to 2^63-1";
        };
    return new BadJsonException(
        "expected a number of %s, found %s".formatted(range, JsonPlace.quote(text, from, to)));
  }

  /** A double that was given as a string. */
  static double decimal(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        double value = parse(text);
        if (Double.isFinite(value)) yield value;
        throw new BadJsonException("expected a number within a double's range, found " + cut(text));
      }
    };
  }

  /** Java would read hexadecimal, type suffixes and spaces, too, which are no JSON. */
  private static double parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("+-.eE0123456789".indexOf(text.charAt(i)) < 0) throw noNumber(text);
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException ignored) {
      // The message would repeat the whole text.
      throw noNumber(text);
    }
  }

  private static BadJsonException noNumber(String text) {
    return new BadJsonException("expected a number, found " + cut(text));
  }

  private static String cut(String text) {
    return JsonPlace.quote(text.toCharArray(), 0, text.length());
  }
}
