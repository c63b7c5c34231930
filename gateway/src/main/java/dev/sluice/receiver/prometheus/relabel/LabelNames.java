package dev.sluice.receiver.prometheus.relabel;

import java.util.regex.Pattern;

/** What a label may be called. */
public final class LabelNames {
  private static final Pattern CLASSIC = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private LabelNames() {}

  /** Letters, digits and underscores, not a digit first. */
  public static boolean isClassic(String name) {
    return CLASSIC.matcher(name).matches();
  }
}
