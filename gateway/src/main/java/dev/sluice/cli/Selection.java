package dev.sluice.cli;

import dev.sluice.config.Section;
import java.util.List;

/**
 * A choice of attributes by name; {@code *} stands for any characters, {@code ?} for one.
 *
 * @param included empty: all
 * @param excluded of those
 */
record Selection(List<String> included, List<String> excluded) {
  static final Selection ALL = new Selection(List.of(), List.of());

  Selection {
    included = List.copyOf(included);
    excluded = List.copyOf(excluded);
  }

  static Selection read(Section s) {
    return new Selection(
        s.texts("included", List.of(), "attributes, with * and ?; all if empty"),
        s.texts("excluded", List.of(), "of those"));
  }

  boolean selects(String name) {
    return (included.isEmpty() || anyMatches(included, name)) && !anyMatches(excluded, name);
  }

  private static boolean anyMatches(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, 0, name, 0));
  }

  /** Patterns are an operator's, and short. */
  private static boolean matches(String pattern, int p, String name, int n) {
    if (p == pattern.length()) return n == name.length();
    if (pattern.charAt(p) == '*') {
      return matches(pattern, p + 1, name, n)
          || (n < name.length() && matches(pattern, p, name, n + 1));
    }
    return n < name.length()
        && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))
        && matches(pattern, p + 1, name, n + 1);
  }
}
