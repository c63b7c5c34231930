package dev.sluice.net;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Objects;

/**
 * A server could not listen. The message says where and why: {@code cannot listen on
 * 127.0.0.1:4317: the address is in use by another process}. Which component wanted it is known to
 * the caller alone.
 */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1;

  private final String message;

  public ListenException(Endpoint endpoint, Throwable cause) {
    super(cause);
    this.message = "cannot listen on %s: %s".formatted(endpoint, reason(cause));
  }

  @Override
  public String getMessage() {
    return message;
  }

  private static String reason(Throwable cause) {
    if (cause instanceof UnresolvedAddressException) return "the host name is not known";
    String text = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    String lower = text.toLowerCase(Locale.ROOT);
    if (cause instanceof SocketException) {
      if (lower.contains("in use")) return "the address is in use by another process";
      if (lower.contains("assign")) return "no interface of this machine has that address";
      if (lower.contains("permission")) return "ports below 1024 need a privilege";
    }
    return cause.getCause() == null ? text : reason(cause.getCause());
  }
}
