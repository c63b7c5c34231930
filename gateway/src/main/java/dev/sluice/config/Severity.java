package dev.sluice.config;

/** How bad a problem is. Only errors keep the gateway from starting. */
public enum Severity {
  ERROR,
  WARNING,
  NOTE;

  /** {@code error}. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
