package dev.sluice.config;

import java.util.Locale;

/** The five kinds of things that a configuration declares under a name. */
public enum ComponentKind {
  RECEIVER,
  PROCESSOR,
  EXPORTER,
  CONNECTOR,
  EXTENSION;

  /** {@code receiver}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The key they stand under: {@code receivers}. */
  public String key() {
    return word() + "s";
  }
}
