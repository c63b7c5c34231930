package dev.sluice.receiver.prometheus.page;

/**
 * A page that is not what its format says. The message names the line, what was expected there and
 * what was found. Carries no stack trace: it tells of a target, not of a fault of ours.
 */
public final class PageException extends Exception {
  private static final long serialVersionUID = 1;

  private PageException(String message) {
    super(message, null, false, false);
  }

  /** {@code line} counts from 1. */
  public static PageException atLine(int line, String what) {
    return new PageException("line " + line + ": " + what);
  }

  /** {@code at} counts from 0, in a page that has no lines. */
  public static PageException atByte(long at, String what) {
    return new PageException("byte " + at + ": " + what);
  }
}
