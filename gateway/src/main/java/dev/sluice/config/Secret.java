package dev.sluice.config;

/** A value that cannot print itself: a password, a token, a header. */
public final class Secret {
  static final String REDACTED = "[REDACTED]";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The value itself; for the one place that sends it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object that) {
    return that instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
