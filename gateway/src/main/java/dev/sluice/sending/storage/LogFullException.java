package dev.sluice.sending.storage;

import java.io.IOException;

/** The log has reached a bound of its own; nothing was written. */
public final class LogFullException extends IOException {
  private static final long serialVersionUID = 1;

  LogFullException(String message) {
    super(message);
  }
}
