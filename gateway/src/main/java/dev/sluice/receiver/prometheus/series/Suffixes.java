package dev.sluice.receiver.prometheus.series;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The endings of metric names that say what a sample is, or its unit. */
final class Suffixes {
  static final String BUCKET = "_bucket";
  static final String COUNT = "_count";
  static final String SUM = "_sum";
  static final String INFO = "_info";
  static final String CREATED = "_created";

  private static final String[] OF_SAMPLES = {BUCKET, COUNT, SUM, "_total", INFO, CREATED};

  private Suffixes() {}

  /** The name without a sample's ending; null if it has none or consists of it. */
  static @Nullable String withoutSampleSuffix(String name) {
    for (String suffix : OF_SAMPLES) {
      if (name.endsWith(suffix)) {
        return name.length() == suffix.length()
            ? null
            : name.substring(0, name.length() - suffix.length());
      }
    }
    return null;
  }

  /** Whether the name with some sample's ending passes the test. */
  static boolean anyExtension(String name, Predicate<String> test) {
    for (String suffix : OF_SAMPLES) {
      if (test.test(name + suffix)) return true;
    }
    return false;
  }

  /**
   * As {@code trim_metric_suffixes} wants names: a sum loses {@code _total}, and every metric its
   * unit, as long as something is left.
   */
  static String withoutTypeAndUnit(String name, boolean isSum, String unit) {
    List<String> words = Arrays.asList(name.split("_", -1));
    if (words.size() == 1) return name;
    if (isSum && words.get(words.size() - 1).equals("total")) {
      words = words.subList(0, words.size() - 1);
    }
    List<String> unitWords = Arrays.asList(unit.split("_", -1));
    int left = words.size() - unitWords.size();
    if (left > 0 && words.subList(left, words.size()).equals(unitWords)) {
      words = words.subList(0, left);
    }
    return String.join("_", words);
  }
}
