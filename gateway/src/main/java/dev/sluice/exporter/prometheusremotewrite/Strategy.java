package dev.sluice.exporter.prometheusremotewrite;

/** {@code translation_strategy}: whether names are made ASCII, and what is put at their end. */
enum Strategy {
  ESCAPED_WITH_SUFFIXES("UnderscoreEscapingWithSuffixes", true, true),
  ESCAPED("UnderscoreEscapingWithoutSuffixes", true, false),
  AS_SENT_WITH_SUFFIXES("NoUTF8EscapingWithSuffixes", false, true),
  AS_SENT("NoTranslation", false, false);

  /** As the configuration spells it. */
  final String key;

  /** Whether what is not ASCII letter, digit or underscore becomes an underscore. */
  final boolean escapes;

  /** Whether unit and type become part of the name. */
  final boolean suffixes;

  Strategy(String key, boolean escapes, boolean suffixes) {
    this.key = key;
    this.escapes = escapes;
    this.suffixes = suffixes;
  }
}
