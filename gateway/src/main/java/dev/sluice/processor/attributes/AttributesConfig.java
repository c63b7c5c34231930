package dev.sluice.processor.attributes;

import dev.sluice.config.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code processors: attributes:}.
 *
 * @param include null: every item
 * @param exclude null: no item
 */
public record AttributesConfig(List<Step> steps, @Nullable Match include, @Nullable Match exclude) {
  static AttributesConfig read(Section s) {
    return new AttributesConfig(
        ActionReader.read(s, "actions"),
        Match.read(s.section("include", "only items that match")),
        Match.read(s.section("exclude", "no items that match")));
  }

  boolean applies(ItemFacts item) {
    if (include != null && !include.matches(item)) return false;
    return exclude == null || !exclude.matches(item);
  }
}
