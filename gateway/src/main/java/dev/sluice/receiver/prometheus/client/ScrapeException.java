package dev.sluice.receiver.prometheus.client;

/**
 * A target gave no page that can be used. The message says why, for an operator. Carries no stack
 * trace: it tells of the world, not of a fault of ours.
 */
public final class ScrapeException extends Exception {
  private static final long serialVersionUID = 1;

  public ScrapeException(String message) {
    super(message, null, false, false);
  }
}
