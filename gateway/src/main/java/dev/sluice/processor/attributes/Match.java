package dev.sluice.processor.attributes;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.config.Section;
import dev.sluice.wire.ByteSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An {@code include} or {@code exclude} block: all that is written in it must hold, and of each
 * list one entry.
 */
final class Match {
  private static final String[] ABSENT = {"libraries", "span_kinds", "log_severity_number"};

  private final List<Predicate<ItemFacts>> conditions;

  private Match(List<Predicate<ItemFacts>> conditions) {
    this.conditions = conditions;
  }

  boolean matches(ItemFacts item) {
    for (Predicate<ItemFacts> condition : conditions) {
      if (!condition.test(item)) return false;
    }
    return true;
  }

  /** Null if the block is not written. */
  static @Nullable Match read(Section s) {
    String type = s.text("match_type", "strict", "strict or regexp");
    boolean regexp = type.equals("regexp");
    if (!regexp && !type.equals("strict")) {
      s.refuse("match_type", "must be strict or regexp");
    }
    s.section("regexp", "how expressions are kept").ignored("cacheenabled", "they are compiled");
    var conditions = new ArrayList<Predicate<ItemFacts>>();
    texts(s, "services", regexp, ItemFacts::service, conditions);
    texts(s, "span_names", regexp, ItemFacts::name, conditions);
    texts(s, "metric_names", regexp, ItemFacts::name, conditions);
    texts(s, "log_bodies", regexp, ItemFacts::logBody, conditions);
    texts(s, "log_severity_texts", regexp, ItemFacts::logSeverityText, conditions);
    pairs(s, "attributes", regexp, ItemFacts::attribute, conditions);
    pairs(s, "resources", regexp, ItemFacts::resourceAttribute, conditions);
    for (String key : ABSENT) {
      if (s.plain(key, "not in this build") != null) {
        s.refuse(key, "this build cannot match by it");
      }
    }
    if (!s.isWritten()) return null;
    if (conditions.isEmpty()) {
      s.refuse("match_type", "the block must say what to match", "fix: services: [name]");
    }
    return new Match(List.copyOf(conditions));
  }

  private static void texts(
      Section s,
      String key,
      boolean regexp,
      Function<ItemFacts, String> fact,
      List<Predicate<ItemFacts>> conditions) {
    var tests = new ArrayList<Predicate<String>>();
    for (String text : s.texts(key, List.of(), "one of these")) {
      tests.add(test(s, key, text, regexp));
    }
    if (tests.isEmpty()) return;
    conditions.add(
        item -> {
          String value = fact.apply(item);
          return tests.stream().anyMatch(test -> test.test(value));
        });
  }

  private interface Lookup {
    @Nullable String find(ItemFacts item, ByteSlice key);
  }

  private static void pairs(
      Section s,
      String listKey,
      boolean regexp,
      Lookup lookup,
      List<Predicate<ItemFacts>> conditions) {
    for (Section pair : s.sections(listKey, "all of these")) {
      ByteSlice key = ByteSlice.utf8(pair.requiredText("key", "the attribute"));
      Object written = pair.plain("value", "its value; absent: any");
      Predicate<String> test =
          written == null ? any -> true : test(pair, "value", String.valueOf(written), regexp);
      conditions.add(
          item -> {
            String value = lookup.find(item, key);
            return value != null && test.test(value);
          });
    }
  }

  private static Predicate<String> test(Section s, String key, String text, boolean regexp) {
    if (!regexp) return text::equals;
    try {
      Pattern pattern = Pattern.compile(text);
      return value -> pattern.matcher(value).find();
    } catch (PatternSyntaxException e) {
      s.refuse(key, "is not a regular expression (RE2): " + e.getMessage());
      return value -> false;
    }
  }
}
