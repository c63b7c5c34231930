package dev.sluice.otlp;

/**
 * What is wrong with the JSON value that the parser stands at, without the place: whoever started
 * the parser catches it and adds that. Carries no stack trace, as it is a client's mistake.
 */
final class BadJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadJsonException(String message) {
    super(message, null, false, false);
  }
}
