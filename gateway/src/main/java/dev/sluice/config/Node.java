package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/** A value of the configuration with the place where it was written. Immutable. */
sealed interface Node permits MapNode, ListNode, ScalarNode {
  Span span();

  /**
   * The text that an expression such as {@code ${env:X}} gave for this whole value, null if the
   * value was written out. Settings of type text take it as it is: {@code 0123} stays {@code 0123}.
   */
  @Nullable String original();

  /** How many values this is, itself included; saturates. Aliases count each time. */
  int size();

  /** What it is called in a message: {@code map}, {@code text "abc"}. */
  String describe();

  default boolean isNull() {
    return isBroken()
        || (this instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.NULL);
  }

  default boolean isBroken() {
    return this instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.BROKEN;
  }

  /**
   * Whether it is as if nobody had written it; a variable that is set but empty is an empty text.
   */
  default boolean isAbsent() {
    return isNull() && original() == null;
  }
}
