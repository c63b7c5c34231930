package dev.sluice.receiver.prometheus;

/**
 * A target gave no page that can be used. The message says why, for an operator. Carries no stack
 * trace: it tells of the world, not of a fault of ours.
 */
final class ScrapeException extends Exception {
  private static final long serialVersionUID = 1;

  ScrapeException(String message) {
    super(message, null, false, false);
  }
}
