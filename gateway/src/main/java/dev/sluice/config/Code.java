package dev.sluice.config;

/**
 * Every kind of mistake that a configuration can have before its components look at it, and the
 * kinds that components report through {@link Section}. SL10 sources, SL11 YAML, SL13 expressions,
 * SL21 keys, SL22 types, SL23 values, SL30 service, SL31 references.
 */
public enum Code implements ProblemCode {
  YAML_SYNTAX(
      "SL1101",
      "not valid YAML",
      "The text breaks the rules of YAML, so what follows the marked place has no meaning. Most"
          + " often a quote is not closed or a line is indented wrongly."),
  YAML_DUPLICATE_KEY(
      "SL1102",
      "the same key twice in one map",
      "YAML allows a key only once in a map. Which of the two values was meant cannot be known, so"
          + " neither is taken. Remove or rename one of them."),
  YAML_LIMIT(
      "SL1103",
      "the text is beyond what is read",
      "A configuration may have 1 MiB, 50 levels of nesting, 50 aliases and 100 000 values. More is"
          + " never written by hand, and would let a short text fill the memory."),
  YAML_UNSUPPORTED(
      "SL1104",
      "a part of YAML that is not supported",
      "Custom tags, keys that are maps or lists, and several documents in one file have no meaning"
          + " in a configuration."),
  NOT_A_MAP(
      "SL1201",
      "a configuration is a map",
      "At the outermost level a configuration has keys such as `receivers:` and `service:`."),

  UNSET_SECRET(
      "SL1302",
      "a secret from a variable that is not set",
      "The value is a password, a token or a header, and the environment variable in it has no"
          + " value. The collector would send it empty, and the backend's answer would be hard to"
          + " understand; so this is refused at the start."),

  UNKNOWN_KEY(
      "SL2104",
      "unknown key",
      "Nothing reads this key. It is an error and no warning because a mistyped setting would"
          + " otherwise silently keep its default."),
  RENAMED_KEY(
      "SL2105",
      "the key has another name now",
      "The collector renamed this key. The old name is shown with the one that is read."),
  IGNORED_KEY(
      "SL2106",
      "the setting has no effect here",
      "The collector knows this setting, so it is accepted; but it tunes something that does not"
          + " exist in this program."),
  MISSING_KEY(
      "SL2107",
      "a setting that is needed is missing",
      "Without this setting there is nothing to do."),

  WRONG_TYPE(
      "SL2201",
      "the value has the wrong type",
      "The setting wants another kind of value: a whole number, a number, true/false, text, a"
          + " duration, a list or a map. A number or true/false is no text unless it is quoted; a"
          + " quoted number is no number."),
  OUT_OF_RANGE(
      "SL2202", "the number is too small or too large", "The value is outside the allowed range."),
  DURATION(
      "SL2203",
      "not a duration",
      "A duration is a number with a unit: ns, us, ms, s, m, h; also several, as in 1m30s. A whole"
          + " number without a unit means nanoseconds, as in the collector, which is hardly ever"
          + " meant and is warned about."),
  TRUNCATED(
      "SL2204",
      "the fraction is dropped",
      "A number with a fraction where a whole number belongs is cut, as the collector does."),
  NOT_A_CHOICE(
      "SL2205", "not one of the allowed values", "The setting takes one of a fixed set of values."),

  INVALID_VALUE(
      "SL2301", "the value cannot be used", "The component says what is wrong with the value."),
  DOUBTFUL_VALUE(
      "SL2302",
      "the value is allowed, but hardly meant",
      "The configuration works, but probably not as intended.");

  private final String id;
  private final String title;
  private final String explanation;

  Code(String id, String title, String explanation) {
    this.id = id;
    this.title = title;
    this.explanation = explanation;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String explanation() {
    return explanation;
  }
}
