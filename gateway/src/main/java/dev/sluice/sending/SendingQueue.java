package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent, in lanes. A lane keeps its order; while it fails, its shipments wait and
 * one probe goes when the wait is over; other lanes are not held up. At most {@code maxUnderWay}
 * shipments are under way at once, over all lanes.
 *
 * <p>Never blocks but in {@link #awaitEmpty}. Memory is bounded by the branch's reservations, made
 * before the data was read, so an offer is never refused. Any thread.
 */
final class SendingQueue {
  private final int maxUnderWay;
  private final RetryConfig retry;
  private final Clock clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition emptied = lock.newCondition();

  @GuardedBy("lock")
  private final Map<String, Lane> lanes = new LinkedHashMap<>();

  @GuardedBy("lock")
  private int underWay;

  /** Waiting and under way; written under the lock. */
  private volatile int size;

  SendingQueue(int maxUnderWay, RetryConfig retry, Clock clock) {
    this.maxUnderWay = maxUnderWay;
    this.retry = retry;
    this.clock = clock;
  }

  /** Shipments that wait or are under way. */
  int size() {
    return size;
  }

  /** Lanes that are remembered: those that are in use or back off. */
  int lanes() {
    lock.lock();
    try {
      return lanes.size();
    } finally {
      lock.unlock();
    }
  }

  void offer(String laneKey, Batch batch) {
    lock.lock();
    try {
      Lane lane = lane(laneKey);
      lane.waiting.addLast(new Shipment(lane, batch));
      resize(1);
    } finally {
      lock.unlock();
    }
  }

  /** The next shipment that may start now; it is under way from here on. Null: none. */
  @Nullable Shipment poll() {
    lock.lock();
    try {
      if (underWay >= maxUnderWay) return null;
      for (Lane lane : lanes.values()) {
        if (lane.waitNanos() > 0) continue;
        Shipment shipment = lane.waiting.removeFirst();
        lane.underWay++;
        underWay++;
        moveToEnd(lane);
        shipment.attemptBegins(clock.nanoTime());
        return shipment;
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Lanes take turns. */
  @GuardedBy("lock")
  private void moveToEnd(Lane lane) {
    if (lanes.size() == 1) return;
    lanes.remove(lane.key);
    lanes.put(lane.key, lane);
  }

  /**
   * Nanoseconds until a shipment may start that could not now; MAX_VALUE: waiting will not help.
   */
  long waitNanos() {
    lock.lock();
    try {
      long least = Long.MAX_VALUE;
      if (underWay >= maxUnderWay) return least;
      for (Lane lane : lanes.values()) least = Math.min(least, lane.waitNanos());
      return least;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The backend answered, and the shipment is over. True if its lane had been failing and is no
   * more.
   */
  boolean answered(Shipment shipment) {
    lock.lock();
    try {
      boolean recovered = shipment.lane.pacer.succeeded();
      leave(shipment);
      return recovered;
    } finally {
      lock.unlock();
    }
  }

  /** The shipment is over without an answer of the backend. */
  void abandoned(Shipment shipment) {
    lock.lock();
    try {
      leave(shipment);
    } finally {
      lock.unlock();
    }
  }

  /** The push failed and is to be repeated: back to the head of its lane. Returns the wait. */
  Duration failed(Shipment shipment, @Nullable Duration hint, boolean slow) {
    lock.lock();
    try {
      Duration wait = shipment.lane.pacer.failed(shipment.attemptStartedAt, hint, slow);
      shipment.lane.waiting.addFirst(shipment);
      shipment.lane.underWay--;
      underWay--;
      return wait;
    } finally {
      lock.unlock();
    }
  }

  /** The shipment goes on as these parts, in this order, at the head of its lane. */
  void replace(Shipment shipment, List<Batch> parts) {
    lock.lock();
    try {
      for (int i = parts.size() - 1; i >= 0; i--) {
        shipment.lane.waiting.addFirst(shipment.part(parts.get(i)));
      }
      resize(parts.size());
      leave(shipment);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The shipment goes on as two: {@code rest} at the head of its lane, if there is any, and {@code
   * held} in another lane, which has failed herewith. Returns that lane's wait.
   */
  Duration divide(
      Shipment shipment,
      @Nullable Batch rest,
      String heldLane,
      Batch held,
      @Nullable Duration hint) {
    lock.lock();
    try {
      shipment.lane.pacer.succeeded();
      if (rest != null) {
        shipment.lane.waiting.addFirst(shipment.part(rest));
        resize(1);
      }
      Lane lane = lane(heldLane);
      lane.waiting.addLast(shipment.part(held, lane));
      resize(1);
      Duration wait = lane.pacer.failed(shipment.attemptStartedAt, hint, false);
      leave(shipment);
      return wait;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Lane lane(String key) {
    Lane lane = lanes.get(key);
    if (lane == null) {
      lane = new Lane(key, new Pacer(retry, clock));
      lanes.put(key, lane);
    }
    return lane;
  }

  /** Takes out all that waits; what is under way stays. */
  List<Batch> clear() {
    lock.lock();
    try {
      var batches = new ArrayList<Batch>();
      for (Lane lane : lanes.values()) {
        for (Shipment shipment : lane.waiting) batches.add(shipment.batch);
        lane.waiting.clear();
      }
      resize(-batches.size());
      return batches;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing waits or is under way; false if that took too long. */
  boolean awaitEmpty(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (size > 0) {
        if (left <= 0) return false;
        left = emptied.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitEmpty(Duration time) throws InterruptedException {
    return awaitEmpty(TimeUnit.NANOSECONDS.convert(time));
  }

  @GuardedBy("lock")
  private void leave(Shipment shipment) {
    shipment.lane.underWay--;
    underWay--;
    resize(-1);
    if (lanes.size() > 1) forgetIdleLanes();
  }

  @GuardedBy("lock")
  private void forgetIdleLanes() {
    for (Iterator<Lane> all = lanes.values().iterator(); all.hasNext(); ) {
      if (all.next().isIdle()) all.remove();
    }
  }

  @GuardedBy("lock")
  private void resize(int change) {
    int newSize = size + change;
    size = newSize;
    if (newSize == 0) emptied.signalAll();
  }
}
