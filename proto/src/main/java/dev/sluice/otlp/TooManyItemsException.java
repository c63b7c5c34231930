package dev.sluice.otlp;

/**
 * A request with more in it than {@link ScanLimits} allows: well formed as far as it was read, but
 * to be refused as too large. Carries no stack trace: it is an answer to a client.
 */
public final class TooManyItemsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooManyItemsException(String message) {
    super(message, null, false, false);
  }
}
