package dev.sluice.net.codec;

/** Asked before memory is taken for a client. */
@FunctionalInterface
public interface Room {
  /** Room that never ends, for bytes whose sender is trusted. */
  Room ENDLESS = total -> true;

  /**
   * Says whether a request may hold {@code totalBytes} in all (not: that many more). False means
   * that the request is to be refused; what it holds already stays reserved until it is given up.
   */
  boolean grow(long totalBytes);
}
