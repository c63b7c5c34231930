package dev.sluice.sending;

import java.util.ArrayDeque;
import java.util.Iterator;
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

  /** The same as {@link Push#maxBatchBytes} counts. */
  long waitingBytes;

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
    shipment.leavesAt = gathering.mayWaitUntil(shipment);
    waiting.addLast(shipment);
    grow(shipment, 1);
    hurryThoseBefore(shipment);
  }

  /** What may wait for others does not hold up what may not, or not as long. */
  private void hurryThoseBefore(Shipment last) {
    for (Iterator<Shipment> before = waiting.descendingIterator(); before.hasNext(); ) {
      Shipment one = before.next();
      // Those before that one leave no later than it.
      if (one != last && one.leavesAt - last.leavesAt <= 0) return;
      one.leavesAt = last.leavesAt;
    }
  }

  /** What was tried before, which does not wait for others. */
  void addFirst(Shipment shipment) {
    shipment.leavesAt = shipment.offeredAt;
    waiting.addFirst(shipment);
    grow(shipment, 1);
  }

  Shipment removeFirst() {
    Shipment first = waiting.removeFirst();
    grow(first, -1);
    return first;
  }

  private void grow(Shipment shipment, int times) {
    waitingSize += times * gathering.sizeOf(shipment);
    waitingBytes += times * shipment.batch.bytes();
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
