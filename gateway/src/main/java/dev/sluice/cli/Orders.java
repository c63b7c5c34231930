package dev.sluice.cli;

import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the running gateway is told, in the order in which it is told; a stop goes first. */
final class Orders {
  /** What may be told. */
  enum Order {
    STOP,
    RELOAD
  }

  private final LinkedBlockingDeque<Order> waiting = new LinkedBlockingDeque<>();
  private final AtomicBoolean reloadWaits = new AtomicBoolean();

  void stop() {
    waiting.addFirst(Order.STOP);
  }

  /** Several before the first was taken are one. */
  void reload() {
    if (reloadWaits.compareAndSet(false, true)) waiting.addLast(Order.RELOAD);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Waits for the next order; an interrupt is one to stop. */
  Order take() {
    try {
      Order next = waiting.take();
      if (next == Order.RELOAD) reloadWaits.set(false);
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Order.STOP;
    }
  }
}
