package dev.sluice.config;

/**
 * Every kind of mistake that a configuration can have before its components look at it, and the
 * kinds that components report through {@link Section}. SL10 sources, SL11 YAML, SL13 expressions,
 * SL21 keys, SL22 types, SL23 values, SL30 service, SL31 references.
 */
public enum Code implements ProblemCode {
  SOURCE(
      "SL1001",
      "a source of configuration cannot be read",
      "`--config` takes a file, `file:path`, `env:NAME` or `yaml:text`; `--set` takes key=value."),
  EMPTY(
      "SL1002",
      "the configuration is empty",
      "At least a receiver, an exporter and a pipeline that joins them are needed."),

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
  YAML_INDENT(
      "SL1105",
      "a line is indented wrongly",
      "In YAML the column in which a line starts says what it belongs to. The settings of a list"
          + " item start below its first setting, not below the dash; all keys of one map start in"
          + " the same column; tabs do not count."),
  NOT_A_MAP(
      "SL1201",
      "a configuration is a map",
      "At the outermost level a configuration has keys such as `receivers:` and `service:`."),

  UNSET_VARIABLE(
      "SL1301",
      "an environment variable is not set",
      "The expression is replaced by nothing, as the collector does it: a whole value then is its"
          + " default, and inside a longer text nothing is inserted. `${env:NAME:-value}` gives a"
          + " default, `${env:NAME:?why}` makes the start fail."),
  UNSET_SECRET(
      "SL1302",
      "a secret from a variable that is not set",
      "The value is a password, a token or a header, and the environment variable in it has no"
          + " value. The collector would send it empty, and the backend's answer would be hard to"
          + " understand; so this is refused at the start."),
  EXPRESSION_NAME(
      "SL1303",
      "an expression that can be no environment variable",
      "`${…}` means an environment variable, whose name has letters, digits and `_` and starts with"
          + " no digit. Something like `${job-name}` comes from a template that was copied without"
          + " being filled in. For a literal `${` write `$${`."),
  EXPRESSION_SCHEME(
      "SL1304",
      "an expression of a kind that is not known",
      "Values can come from `${env:NAME}`, `${file:path}` and `${yaml:text}`. A default needs the"
          + " long form `${env:NAME:-default}`."),
  EXPRESSION_SYNTAX(
      "SL1305",
      "an expression that cannot be read",
      "An expression has no `$` inside, other than in a further expression, and no more than 20 of"
          + " them stand inside each other."),
  EXPRESSION_NOT_TEXT(
      "SL1306",
      "a map or a list inside a text",
      "An expression that gives a map or a list must be all of a value."),
  EXPRESSION_LOOP(
      "SL1307",
      "expressions without end",
      "What an expression gives may have expressions again, up to 100 times and 4 MiB. A variable"
          + " whose value names itself would go on for ever."),
  EXPRESSION_FILE(
      "SL1308",
      "a file in an expression cannot be read",
      "`${file:path}` is replaced by the text."),
  REQUIRED_VARIABLE(
      "SL1309",
      "an environment variable that the configuration demands is not set",
      "The configuration says `${env:NAME:?why}`: without a value there is no start."),

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
      "The configuration works, but probably not as intended."),

  NOTHING_DEFINED(
      "SL3001",
      "nothing receives or nothing exports",
      "A gateway needs at least one receiver and one exporter."),
  NO_PIPELINE(
      "SL3002",
      "there is no pipeline",
      "Components do nothing until a pipeline under `service:` names them."),
  PIPELINE_INCOMPLETE(
      "SL3003",
      "a pipeline has no receiver or no exporter",
      "A pipeline leads from at least one receiver to at least one exporter."),
  TWICE_IN_PIPELINE(
      "SL3004",
      "a component is named twice in one list",
      "A processor can stand in a pipeline once; a second one of the same type gets a name of its"
          + " own, e.g. `attributes/second`. A receiver or exporter that is named twice counts"
          + " once."),
  UNKNOWN_SIGNAL(
      "SL3005",
      "a pipeline for an unknown signal",
      "A pipeline is called `traces`, `metrics` or `logs`, optionally with a name after a slash."),
  INVALID_ID(
      "SL3010",
      "not a name for a component",
      "A component is called `type` or `type/name`. A type starts with a letter and has up to 63"
          + " letters, digits and `_`; a name has up to 1024 characters, without spaces, controls"
          + " and symbols."),
  DUPLICATE_ID(
      "SL3011",
      "a name is given twice",
      "Spaces around the parts of a name do not count, so these two names are the same."),

  UNDEFINED(
      "SL3101",
      "a component is used and not defined",
      "A pipeline or the list of extensions names something that stands under none of"
          + " `receivers:`, `processors:`, `exporters:`, `connectors:` and `extensions:`."),
  UNKNOWN_TYPE(
      "SL3110",
      "a component type that does not exist",
      "The part of the name before the slash is the type. Neither this build nor the collector has"
          + " one that is called so."),
  ABSENT(
      "SL3120",
      "a component of the collector that this build has not",
      "The collector has this component and this build has not, and a pipeline needs it. Nothing is"
          + " started, because data would be missing without a word."),
  ABSENT_UNUSED(
      "SL3121",
      "a component of the collector that this build has not, unused",
      "The component is defined, but nothing uses it. Its settings are not checked.");

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
