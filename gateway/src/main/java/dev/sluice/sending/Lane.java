package dev.sluice.sending;

import java.util.ArrayDeque;

/**
 * Shipments whose fate at the backend is one: they wait in order and back off together. Belongs to
 * its queue and the queue's lock.
 */
final class Lane {
  final String key;
  final ArrayDeque<Shipment> waiting = new ArrayDeque<>();
  final Pacer pacer;
  int underWay;

  Lane(String key, Pacer pacer) {
    this.key = key;
    this.pacer = pacer;
  }

  /** Nothing in it, and nothing left to wait for: an empty lane does not have to recover first. */
  boolean isIdle() {
    return waiting.isEmpty() && underWay == 0 && pacer.waitNanos() == 0;
  }

  /** Nanoseconds until its first shipment may start; {@link Long#MAX_VALUE}: not by waiting. */
  long waitNanos() {
    if (waiting.isEmpty()) return Long.MAX_VALUE;
    if (pacer.isFailing() && underWay > 0) return Long.MAX_VALUE;
    return pacer.waitNanos();
  }
}
