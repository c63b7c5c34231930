package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * What an expression gave.
 *
 * @param rawText null if a variable has no value
 * @param variable the variable's name; empty if it came from elsewhere
 * @param source where the text is from, for positions inside it
 */
record Given(@Nullable String rawText, String variable, Source source) {
  boolean isUnset() {
    return rawText == null;
  }

  /** Empty if unset. */
  String text() {
    return rawText == null ? "" : rawText;
  }
}
