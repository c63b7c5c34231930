package dev.sluice.receiver.prometheus.discovery;

/**
 * Targets could not be found out. The message says why, for an operator; no stack trace, for it
 * tells of the world.
 */
public class DiscoveryException extends Exception {
  private static final long serialVersionUID = 1;

  public DiscoveryException(String message) {
    super(message, null, false, false);
  }
}
