package dev.sluice.net.auth;

import java.io.IOException;

/**
 * There is nothing now to sign a request with: a file cannot be read, a server gives no token. The
 * message is for an operator and shows no secret. What was to be sent is to be tried again.
 */
public final class NoCredentialsException extends IOException {
  private static final long serialVersionUID = 1;

  public NoCredentialsException(String message) {
    super(message);
  }

  public NoCredentialsException(String message, Throwable cause) {
    super(message, cause);
  }
}
