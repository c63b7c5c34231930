package dev.sluice.processor.attributes;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.config.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a list of actions: what each needs, and what makes no sense with it. */
final class ActionReader {
  private static final Set<String> ACTIONS =
      Set.of("insert", "update", "upsert", "delete", "hash", "extract", "convert");
  private static final Map<String, ConvertStep.To> TYPES =
      Map.of(
          "string", ConvertStep.To.STRING,
          "int", ConvertStep.To.INT,
          "double", ConvertStep.To.DOUBLE);

  private final Section s;
  private final @Nullable String key;
  private final @Nullable Object value;
  private final @Nullable Object defaultValue;
  private final @Nullable String fromAttribute;
  private final @Nullable String fromContext;
  private final @Nullable Pattern pattern;
  private final @Nullable String convertedType;

  private ActionReader(Section s) {
    this.s = s;
    this.key = s.optionalText("key", "the attribute");
    this.value = s.plain("value", "any value, typed as YAML has it");
    this.defaultValue = s.plain("default_value", "used where the other source finds nothing");
    this.fromAttribute = s.optionalText("from_attribute", "takes another attribute's value");
    this.fromContext = s.optionalText("from_context", "takes metadata.<header> or client.address");
    this.pattern = pattern(s);
    this.convertedType = s.optionalText("converted_type", "string, int or double");
  }

  /** Reads all actions; those with mistakes are reported and left out. */
  static List<Step> read(Section s, String listKey) {
    List<Section> sections = s.sections(listKey, "what is done, in this order");
    if (sections.isEmpty()) {
      s.refuse(
          listKey,
          "must list at least one action",
          "fix: " + listKey + ": [{key: environment, value: production, action: upsert}]");
    }
    var steps = new ArrayList<Step>();
    for (Section section : sections) {
      Step step = new ActionReader(section).step();
      if (step != null) steps.add(step);
    }
    return List.copyOf(steps);
  }

  private static @Nullable Pattern pattern(Section s) {
    String text = s.optionalText("pattern", "RE2 expression, not anchored");
    if (text == null || text.isEmpty()) return null;
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      s.refuse("pattern", "is not a regular expression (RE2): " + e.getMessage());
      return null;
    }
  }

  private @Nullable Step step() {
    String action =
        s.requiredText("action", "insert, update, upsert, delete, hash, extract, convert")
            .toLowerCase(Locale.ROOT);
    if (!ACTIONS.contains(action)) {
      if (!action.isEmpty()) {
        s.refuse(
            "action",
            "`%s` is not an action".formatted(action),
            "allowed: insert, update, upsert, delete, hash, extract, convert");
      }
      return null;
    }
    return switch (action) {
      case "insert" -> set(SetStep.When.ABSENT);
      case "update" -> set(SetStep.When.PRESENT);
      case "upsert" -> set(SetStep.When.ALWAYS);
      case "delete" -> delete();
      case "hash" -> hash();
      case "extract" -> extract();
      default -> convert();
    };
  }

  private @Nullable Step set(SetStep.When when) {
    boolean right =
        all(needsKey(), forbids("pattern", pattern), forbids("converted_type", convertedType));
    int sources = count(value) + count(fromAttribute) + count(fromContext);
    if (sources > 1 || (sources == 0 && defaultValue == null)) {
      s.refuse(
          "action",
          "needs exactly one of `value`, `from_attribute` and `from_context`",
          s.has("value") && value == null ? "note: `value` is written, but it is null" : "");
      return null;
    }
    if (!right || key == null) return null;
    return new SetStep(key, when, source(), fromContext != null);
  }

  private Source source() {
    Source fallback = defaultValue == null ? null : Source.value(defaultValue);
    Source source =
        value != null
            ? Source.value(value)
            : fromAttribute != null
                ? Source.attribute(fromAttribute)
                : fromContext != null ? Source.context(fromContext) : fallback;
    if (source == null) throw new IllegalStateException("no source");
    return fallback == null || source == fallback ? source : Source.either(source, fallback);
  }

  private @Nullable Step delete() {
    if (!all(needsKeyOrPattern(), takesNoValue())) return null;
    var keys = new Keys(key, pattern);
    return (attributes, metadata) -> keys.each(attributes, attributes::remove);
  }

  private @Nullable Step hash() {
    return all(needsKeyOrPattern(), takesNoValue()) ? new HashStep(new Keys(key, pattern)) : null;
  }

  private @Nullable Step extract() {
    boolean right = all(needsKey(), takesNoValue());
    if (pattern == null) {
      s.refuse("action", "`extract` needs `pattern`");
      return null;
    }
    if (pattern.groupCount() == 0 || pattern.namedGroups().size() < pattern.groupCount()) {
      s.refuse(
          "pattern",
          "must have capture groups, and all of them named",
          "fix: (?P<name>...) for each group that is to become an attribute");
      return null;
    }
    return right && key != null ? new ExtractStep(key, pattern) : null;
  }

  private @Nullable Step convert() {
    boolean right =
        all(
            needsKey(),
            forbids("value", value),
            forbids("from_attribute", fromAttribute),
            forbids("from_context", fromContext),
            forbids("pattern", pattern));
    ConvertStep.To to = convertedType == null ? null : TYPES.get(convertedType);
    if (to == null) {
      s.refuse(
          convertedType == null ? "action" : "converted_type",
          "`convert` needs `converted_type`: string, int or double");
      return null;
    }
    return right && key != null ? new ConvertStep(key, to) : null;
  }

  /** All are looked at, so that every mistake is reported. */
  private static boolean all(boolean... conditions) {
    for (boolean condition : conditions) {
      if (!condition) return false;
    }
    return true;
  }

  private boolean needsKey() {
    if (key != null && !key.isEmpty()) return true;
    s.refuse("action", "needs `key`");
    return false;
  }

  private boolean needsKeyOrPattern() {
    if ((key != null && !key.isEmpty()) || pattern != null || s.has("pattern")) return true;
    s.refuse("action", "needs `key` or `pattern`");
    return false;
  }

  private boolean takesNoValue() {
    return all(
        forbids("value", value),
        forbids("from_attribute", fromAttribute),
        forbids("from_context", fromContext),
        forbids("converted_type", convertedType));
  }

  private boolean forbids(String other, @Nullable Object written) {
    if (written == null) return true;
    s.refuse(other, "makes no sense with this action");
    return false;
  }

  private static int count(@Nullable Object written) {
    return written == null ? 0 : 1;
  }
}
