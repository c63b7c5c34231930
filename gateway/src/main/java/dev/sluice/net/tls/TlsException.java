package dev.sluice.net.tls;

import java.io.IOException;
import java.util.Objects;

/** TLS cannot be set up as configured. The message names the key and the file. */
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1;

  public TlsException(String message) {
    super(message);
  }

  public TlsException(String message, Throwable cause) {
    super(message, cause);
  }

  /** There always is one. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
