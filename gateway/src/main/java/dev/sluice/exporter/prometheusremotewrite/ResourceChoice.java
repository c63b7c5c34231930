package dev.sluice.exporter.prometheusremotewrite;

import java.util.List;

/**
 * Which resource attributes become labels of every series: those that match a pattern of {@code
 * included} and none of {@code excluded}. In a pattern {@code *} stands for anything and {@code ?}
 * for one character. No inclusions beside exclusions mean all.
 */
record ResourceChoice(List<String> included, List<String> excluded) {
  static final String SERVICE_NAME = "service.name";
  static final String SERVICE_NAMESPACE = "service.namespace";
  static final String SERVICE_INSTANCE = "service.instance.id";

  static final ResourceChoice NONE = new ResourceChoice(List.of(), List.of());
  static final ResourceChoice ALL = new ResourceChoice(List.of("*"), List.of());

  /** All but what {@code job} and {@code instance} say already. */
  static final ResourceChoice ALL_BUT_SERVICE =
      new ResourceChoice(List.of("*"), List.of(SERVICE_NAMESPACE, SERVICE_NAME, SERVICE_INSTANCE));

  ResourceChoice {
    included = List.copyOf(included);
    excluded = List.copyOf(excluded);
  }

  boolean isNone() {
    return included.isEmpty() && excluded.isEmpty();
  }

  boolean takes(String key) {
    if (isNone() || matchesAny(excluded, key)) return false;
    return included.isEmpty() || matchesAny(included, key);
  }

  private static boolean matchesAny(List<String> patterns, String key) {
    for (String pattern : patterns) {
      if (matches(pattern, key)) return true;
    }
    return false;
  }

  /** Linear but for going back to the last star. */
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      char expected = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && expected == '*') {
        star = p++;
        starText = t;
      } else if (p < pattern.length() && (expected == '?' || expected == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') p++;
    return p == pattern.length();
  }
}
