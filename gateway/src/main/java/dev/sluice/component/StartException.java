package dev.sluice.component;

/**
 * A component cannot start. The message is for an operator and names the cure where there is one.
 */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
