package dev.sluice.cli;

import dev.sluice.config.Section;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Choices that the collector takes in capitals, too: {@code level: INFO}. */
final class AnyCase {
  private AnyCase() {}

  /**
   * As {@link Section#choice}.
   *
   * @param dflt a key of {@code allowed}, whose keys are in small letters; an empty one is not
   *     shown
   */
  static <E> E choice(Section s, String key, String dflt, Map<String, E> allowed, String doc) {
    String names = String.join(", ", allowed.keySet().stream().filter(n -> !n.isEmpty()).toList());
    String text = s.text(key, dflt, doc + "; one of " + names);
    E chosen = allowed.get(text.toLowerCase(Locale.ROOT));
    if (chosen != null) return chosen;
    s.refuse(key, "has a value that is not known", "allowed: " + names);
    return Objects.requireNonNull(allowed.get(dflt));
  }
}
