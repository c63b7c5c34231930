package dev.sluice.sending;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Shipments whose fate at the backend is one: they wait in order and back off together. Belongs to
 * its queue and the queue's lock.
 */
final class Lane {
  /** Not by waiting: something has to come, or to end. */
  static final long NEVER = Long.MAX_VALUE;

  final String key;
  final Push push;
  final Pacer pacer;
  private final Backend backend;
  private final Gathering gathering;
  private final ArrayDeque<Shipment> waiting = new ArrayDeque<>();

  /** Of all that waits, as the gathering measures it. */
  long waitingSize;

  int underWay;

  // Of the schedule that it stands in.
  final long number;
  boolean isReady;
  boolean isPaused;
  long pausedUntil;

  Lane(String key, Push push, Pacer pacer, Backend backend, Gathering gathering, long number) {
    this.key = key;
    this.push = push;
    this.pacer = pacer;
    this.backend = backend;
    this.gathering = gathering;
    this.number = number;
  }

  @Nullable Shipment first() {
    return waiting.peekFirst();
  }

  void addLast(Shipment shipment) {
    waiting.addLast(shipment);
    waitingSize += gathering.sizeOf(shipment);
  }

  void addFirst(Shipment shipment) {
    waiting.addFirst(shipment);
    waitingSize += gathering.sizeOf(shipment);
  }

  Shipment removeFirst() {
    Shipment first = waiting.removeFirst();
    waitingSize -= gathering.sizeOf(first);
    return first;
  }

  /** Nothing in it, and nothing left to wait for: an empty lane does not have to recover first. */
  boolean isIdle(long now) {
    return waiting.isEmpty() && underWay == 0 && pacer.waitNanos(now) == 0;
  }

  /** Nanoseconds until its first shipment may start, or until it can be forgotten. */
  long waitNanos(long now) {
    long pause = pacer.waitNanos(now);
    if (waiting.isEmpty()) return underWay == 0 && pause > 0 ? pause : NEVER;
    if (underWay >= push.maxUnderWay()) return NEVER;
    if (pacer.isFailing() && underWay > 0) return NEVER;
    pause = Math.max(pause, backend.waitNanos(now));
    return Math.max(pause, gathering.waitNanos(this, now));
  }
}
