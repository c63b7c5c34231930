package dev.sluice.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads ids by the collector's rules and says what is wrong with those that break them. */
final class Ids {
  private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
  private static final int LONGEST_NAME = 1024;

  private final Problems problems;

  Ids(Problems problems) {
    this.problems = problems;
  }

  /** Null after a problem was reported. Spaces around the two parts do not count. */
  @Nullable ComponentId parse(String text, Span span, String path) {
    int slash = text.indexOf('/');
    String type = (slash < 0 ? text : text.substring(0, slash)).strip();
    String name = slash < 0 ? "" : text.substring(slash + 1).strip();
    String wrong = wrong(type, name, slash >= 0);
    if (wrong.isEmpty()) return new ComponentId(type, name);
    problems
        .error(
            Code.INVALID_ID,
            text.isBlank()
                ? "the name of a component is empty"
                : "`" + ProblemText.cut(text, 60) + "` is no name for a component")
        .at(span)
        .label(wrong)
        .detail("path", path)
        .detail("expected", "type or type/name, e.g. otlp or otlp/2")
        .add();
    return null;
  }

  private static String wrong(String type, String name, boolean hasSlash) {
    if (type.isEmpty()) return hasSlash ? "nothing before the slash" : "no name";
    if (!TYPE.matcher(type).matches()) {
      return type.length() > 63 && TYPE.matcher(type.substring(0, 63)).matches()
          ? "the type is longer than 63 characters"
          : "a type has letters, digits and `_` only";
    }
    if (hasSlash && name.isEmpty()) return "nothing after the slash";
    if (name.codePointCount(0, name.length()) > LONGEST_NAME) return "the name is too long";
    return name.codePoints().allMatch(Ids::mayBeInName) ? "" : "a character that no name may have";
  }

  /** Go's check: no separators, controls or symbols. */
  private static boolean mayBeInName(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          false;
      default -> true;
    };
  }
}
