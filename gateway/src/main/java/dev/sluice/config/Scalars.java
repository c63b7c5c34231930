package dev.sluice.config;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type of a plain scalar, as go-yaml 3 decides it, which is how collector configurations have
 * always been read: {@code 0123} is octal, {@code 1_000} a thousand, {@code yes} a text.
 */
final class Scalars {
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final String NULLS = " ~ null Null NULL ";
  private static final Map<String, Object> NAMED =
      Map.ofEntries(
          Map.entry("true", true),
          Map.entry("True", true),
          Map.entry("TRUE", true),
          Map.entry("false", false),
          Map.entry("False", false),
          Map.entry("FALSE", false),
          Map.entry(".nan", Double.NaN),
          Map.entry(".NaN", Double.NaN),
          Map.entry(".NAN", Double.NaN),
          Map.entry(".inf", Double.POSITIVE_INFINITY),
          Map.entry(".Inf", Double.POSITIVE_INFINITY),
          Map.entry(".INF", Double.POSITIVE_INFINITY),
          Map.entry("+.inf", Double.POSITIVE_INFINITY),
          Map.entry("+.Inf", Double.POSITIVE_INFINITY),
          Map.entry("+.INF", Double.POSITIVE_INFINITY),
          Map.entry("-.inf", Double.NEGATIVE_INFINITY),
          Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
          Map.entry("-.INF", Double.NEGATIVE_INFINITY));

  private Scalars() {}

  /** Null, a Boolean, a Long, a Double (also for whole numbers beyond a long), else the text. */
  static @Nullable Object resolve(String text) {
    if (text.isEmpty() || isNull(text)) return null;
    Object named = NAMED.get(text);
    if (named != null) return named;
    if (!startsLikeANumber(text.charAt(0))) return text;
    String digits = text.charAt(0) == '.' ? text : text.replace("_", "");
    Long whole = whole(digits);
    if (whole != null) return whole;
    if (FLOAT.matcher(digits).matches()) return Double.parseDouble(digits);
    return text;
  }

  private static boolean isNull(String text) {
    return text.indexOf(' ') < 0 && NULLS.contains(" " + text + " ");
  }

  private static boolean startsLikeANumber(char first) {
    return (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  }

  private static @Nullable Long whole(String digits) {
    int sign = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
    String magnitude = digits.substring(sign);
    int radix = radix(magnitude);
    String bare = magnitude.substring(radix == 10 ? 0 : magnitude.charAt(1) <= '9' ? 1 : 2);
    if (bare.isEmpty() || Character.digit(bare.charAt(0), radix) < 0) return null;
    try {
      return Long.parseLong((digits.startsWith("-") ? "-" : "") + bare, radix);
    } catch (NumberFormatException notAWholeNumber) {
      return null;
    }
  }

  private static int radix(String magnitude) {
    if (magnitude.length() < 2 || magnitude.charAt(0) != '0') return 10;
    return switch (magnitude.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      case 'o', 'O', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> 8;
      default -> 10;
    };
  }
}
