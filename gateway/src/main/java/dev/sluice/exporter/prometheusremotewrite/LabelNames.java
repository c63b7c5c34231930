package dev.sluice.exporter.prometheusremotewrite;

/** Attribute keys as label names. Pure; for keys that are new, not for every point. */
enum LabelNames {
  /**
   * By the rules of the collector's newer naming: ASCII letters, digits and single underscores;
   * {@code key_} before a digit, {@code key} before an underscore, {@code __x__} kept.
   */
  ESCAPED {
    @Override
    String ofKey(String key) {
      return escaped(key);
    }
  },
  /** Any UTF-8, as it was sent; only remote write 2.0 can say it. */
  AS_SENT {
    @Override
    String ofKey(String key) {
      return key;
    }
  };

  abstract String ofKey(String key);

  /**
   * The label name, or empty if there is none for {@code key} (an empty key, underscores alone).
   */
  String of(String key) {
    if (key.isEmpty()) return "";
    String name = ofKey(key);
    return name.chars().allMatch(c -> c == '_') ? "" : name;
  }

  private static String escaped(String key) {
    String name = isReserved(key) ? "__" + clean(key, 2, key.length() - 2) + "__" : clean(key);
    char first = name.charAt(0);
    if (first >= '0' && first <= '9') return "key_" + name;
    if (first == '_' && !name.startsWith("__")) return "key" + name;
    return name;
  }

  private static boolean isReserved(String key) {
    return key.length() >= 4 && key.startsWith("__") && key.endsWith("__");
  }

  private static String clean(String key) {
    return clean(key, 0, key.length());
  }

  private static String clean(String key, int from, int to) {
    var clean = new StringBuilder(to - from);
    boolean afterUnderscore = false;
    for (int i = from; i < to; i++) {
      char c = key.charAt(i);
      boolean legal = isLetterOrDigit(c);
      if (legal) {
        clean.append(c);
      } else if (!afterUnderscore) {
        clean.append('_');
      }
      afterUnderscore = !legal;
    }
    return clean.toString();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
