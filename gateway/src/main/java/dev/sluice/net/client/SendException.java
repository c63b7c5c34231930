package dev.sluice.net.client;

import java.io.IOException;

/**
 * No answer came. The message is for an operator, in plain words: {@code connection refused by
 * tempo:4318}. Whether the server has taken the request is unknown, but for what {@link #isUnsent}
 * says.
 */
public final class SendException extends IOException {
  private static final long serialVersionUID = 1;

  /** What went wrong, as far as it matters to what happens next. */
  public enum Trouble {
    /** The name is not known. */
    HOST_NOT_FOUND,
    /** Nobody listens there. */
    REFUSED,
    /** No way to the host. */
    UNREACHABLE,
    /** The two do not agree about TLS, or the certificate is not trusted. */
    TLS,
    /** No answer in time. */
    TIMEOUT,
    /** The connection ended before the answer. */
    CLOSED,
    /** What came is not HTTP. */
    NOT_HTTP,
    /** The address is one that the caller does not allow. */
    FORBIDDEN,
    /** There is nothing to sign the request with. */
    UNSIGNED,
    /** We are stopping. */
    STOPPED,
    OTHER
  }

  private final Trouble trouble;
  private final String message;

  SendException(Trouble trouble, String message, Throwable cause) {
    super(message, cause);
    this.trouble = trouble;
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }

  public Trouble trouble() {
    return trouble;
  }

  /** Whether nothing of the request can have reached the server. */
  public boolean isUnsent() {
    return switch (trouble) {
      case HOST_NOT_FOUND, REFUSED, UNREACHABLE, TLS, FORBIDDEN, UNSIGNED -> true;
      case TIMEOUT, CLOSED, NOT_HTTP, STOPPED, OTHER -> false;
    };
  }
}
