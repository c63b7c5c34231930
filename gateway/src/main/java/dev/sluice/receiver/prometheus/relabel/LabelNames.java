package dev.sluice.receiver.prometheus.relabel;

import com.google.re2j.Pattern;

/** What a label may be called. */
public final class LabelNames {
  private static final Pattern CLASSIC = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private static final Pattern TEMPLATE =
      Pattern.compile("(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+");

  private LabelNames() {}

  /** Letters, digits and underscores, not a digit first. */
  public static boolean isClassic(String name) {
    return CLASSIC.matcher(name).matches();
  }

  /** A name in which {@code $1} or {@code ${1}} may stand for a part. */
  public static boolean isTemplate(String text) {
    return TEMPLATE.matcher(text).matches();
  }
}
