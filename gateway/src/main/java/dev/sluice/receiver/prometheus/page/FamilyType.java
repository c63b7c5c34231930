package dev.sluice.receiver.prometheus.page;

import org.jspecify.annotations.Nullable;

/** What a {@code # TYPE} line says of a metric family. */
public enum FamilyType {
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram"),
  GAUGE_HISTOGRAM("gaugehistogram"),
  SUMMARY("summary"),
  INFO("info"),
  STATE_SET("stateset"),
  /** Said, or nothing was said; text 0.0.4 spells it {@code untyped}. */
  UNKNOWN("unknown");

  private static final FamilyType[] IN_TEXT = {COUNTER, GAUGE, HISTOGRAM, SUMMARY};
  private static final FamilyType[] IN_OPENMETRICS = values();
  private static final String UNTYPED = "untyped";

  private final String word;

  FamilyType(String word) {
    this.word = word;
  }

  /** The word for it in OpenMetrics and in the metadata of an OTLP metric. */
  public String word() {
    return word;
  }

  static @Nullable FamilyType inText(byte[] array, int from, int to) {
    FamilyType type = find(IN_TEXT, array, from, to);
    if (type != null) return type;
    return isWord(UNTYPED, array, from, to) ? UNKNOWN : null;
  }

  static @Nullable FamilyType inOpenMetrics(byte[] array, int from, int to) {
    return find(IN_OPENMETRICS, array, from, to);
  }

  private static @Nullable FamilyType find(FamilyType[] types, byte[] array, int from, int to) {
    for (FamilyType type : types) {
      if (isWord(type.word, array, from, to)) return type;
    }
    return null;
  }

  private static boolean isWord(String word, byte[] array, int from, int to) {
    return word.length() == to - from && Grammar.hasWord(array, from, to, word);
  }
}
