package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import dev.sluice.data.Company;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent, in lanes. A lane keeps its order; while it fails, its shipments wait and
 * one probe goes when the wait is over; other lanes are not held up. At most {@code maxUnderWay}
 * shipments are under way at once, over all lanes. A step costs the logarithm of the lanes.
 *
 * <p>Never blocks but in {@link #awaitEmpty}. Memory is bounded by the branch's reservations, made
 * before the data was read, so an offer is never refused. Any thread.
 */
final class SendingQueue {
  private final Sizer sizer;
  private final Clock clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition emptied = lock.newCondition();

  @GuardedBy("lock")
  private final Lanes lanes;

  @GuardedBy("lock")
  private final Gathering gathering;

  @GuardedBy("lock")
  private final Backend backend;

  /** Nothing begins any more. */
  @GuardedBy("lock")
  private boolean closed;

  /** Waiting and under way. */
  @GuardedBy("lock")
  private int shipments;

  /** The same as {@link #sizer} counts; written under the lock. */
  private volatile long size;

  /**
   * @param gather null: shipments leave as they came
   * @param push who says how lanes are sent
   */
  SendingQueue(
      int maxUnderWay,
      Sizer sizer,
      @Nullable GatherConfig gather,
      Push push,
      RetryConfig retry,
      Clock clock) {
    this.backend =
        new Backend(maxUnderWay, push.lanesFailTogether() ? new Pacer(retry, clock) : null);
    this.sizer = sizer;
    this.gathering = new Gathering(gather);
    this.clock = clock;
    this.lanes = new Lanes(push, retry, clock, backend, gathering);
  }

  /** What waits or is under way, as the sizer counts. */
  long size() {
    return size;
  }

  /** Lanes that are remembered: those that are in use or back off. */
  int lanes() {
    lock.lock();
    try {
      return lanes.count();
    } finally {
      lock.unlock();
    }
  }

  /** What would have to be waited for from now on; see {@link #resume}. */
  Waits waits() {
    lock.lock();
    try {
      Pacer together = backend.copyOfPacer();
      return new Waits(together, together == null ? lanes.pacers() : Map.of());
    } finally {
      lock.unlock();
    }
  }

  /** Goes on with the waits of another queue, which has the same backend. */
  void resume(Waits waits) {
    lock.lock();
    try {
      long now = clock.nanoTime();
      backend.resume(waits.backend());
      lanes.resume(waits.lanes(), now);
      lanes.placeAll(now);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param company for what it may wait, unless this queue has been told otherwise; null: nothing
   */
  void offer(String laneKey, Batch batch, @Nullable Company company) {
    lock.lock();
    try {
      long now = clock.nanoTime();
      Lane lane = lanes.get(laneKey);
      var shipment = new Shipment(lane, batch, now, company);
      lane.addLast(shipment);
      enter(shipment);
      lanes.place(lane, now);
    } finally {
      lock.unlock();
    }
  }

  /** The next shipment that may start now; it is under way from here on. Null: none. */
  @Nullable Shipment poll() {
    lock.lock();
    try {
      if (closed || backend.isBusy()) return null;
      long now = clock.nanoTime();
      Lane lane = lanes.turn(now);
      if (lane == null) return null;
      Shipment shipment = gathered(lane);
      lane.underWay++;
      backend.begins();
      shipment.attemptBegins(now);
      lane.pacer.starts(shipment.batch.bytes(), now);
      lanes.place(lane, now);
      if (backend.isFailing()) lanes.placeAll(now);
      return shipment;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Shipment gathered(Lane lane) {
    List<Shipment> parts = gathering.take(lane);
    if (parts.size() == 1) return parts.get(0);
    Shipment joined = Shipment.joined(parts);
    enter(joined);
    for (Shipment part : parts) leave(part);
    return joined;
  }

  /**
   * Nanoseconds until a shipment may start that could not now; MAX_VALUE: waiting will not help.
   */
  long waitNanos() {
    lock.lock();
    try {
      return closed || backend.isBusy() ? Lane.NEVER : lanes.waitNanos(clock.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing waits for others to go with. */
  void hurry() {
    lock.lock();
    try {
      gathering.hurry();
      lanes.placeAll(clock.nanoTime());
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
      shipment.lane.pacer.took(shipment.batch.bytes());
      boolean recovered = succeeded(shipment);
      arrive(shipment);
      return recovered;
    } finally {
      lock.unlock();
    }
  }

  /** The shipment is over without an answer of the backend. */
  void abandoned(Shipment shipment) {
    lock.lock();
    try {
      arrive(shipment);
    } finally {
      lock.unlock();
    }
  }

  /** The push failed, and somebody else repeats it: still under way here. */
  void failedForGood(Shipment shipment, @Nullable Duration hint, boolean slow) {
    lock.lock();
    try {
      var unused = noteFailure(shipment, hint, slow);
    } finally {
      lock.unlock();
    }
  }

  /** The push failed and is not to be repeated; its lane waits all the same. */
  void gaveUp(Shipment shipment, @Nullable Duration hint, boolean slow) {
    lock.lock();
    try {
      noteFailure(shipment, hint, slow);
      arrive(shipment);
    } finally {
      lock.unlock();
    }
  }

  /** The push failed and is to be repeated: back to the head of its lane. Returns the wait. */
  Duration failed(Shipment shipment, @Nullable Duration hint, boolean slow) {
    lock.lock();
    try {
      Duration wait = noteFailure(shipment, hint, slow);
      shipment.lane.addFirst(shipment);
      enter(shipment);
      arrive(shipment);
      return wait;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #failed}, for the sake of a rate: what waits goes at the pace that is possible. */
  Duration limited(Shipment shipment, @Nullable Duration hint, double bytesPerSecond) {
    lock.lock();
    try {
      Pacer pacer = shipment.lane.pacer;
      Duration wait =
          pacer.limited(shipment.attemptStartedAt, shipment.batch.bytes(), bytesPerSecond, hint);
      shipment.lane.addFirst(shipment);
      enter(shipment);
      arrive(shipment);
      return wait;
    } finally {
      lock.unlock();
    }
  }

  /** The shipment goes on as these parts, in this order, at the head of its lane. */
  void replace(Shipment shipment, List<Batch> parts) {
    lock.lock();
    try {
      shipment.lane.pacer.refund(shipment.batch.bytes());
      for (int i = parts.size() - 1; i >= 0; i--) goOn(shipment.part(parts.get(i)));
      arrive(shipment);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void goOn(Shipment part) {
    part.lane.addFirst(part);
    enter(part);
  }

  /**
   * The shipment goes on as two: {@code rest} at the head of its lane, if there is any, and {@code
   * held} in the lane for what is held, which has failed herewith; if it had before, what joins it
   * does not make it wait longer. Returns that lane's wait.
   */
  Duration divide(
      Shipment shipment,
      @Nullable Batch rest,
      String heldLane,
      Batch held,
      @Nullable Duration hint) {
    lock.lock();
    try {
      Lane lane = lanes.get(heldLane);
      boolean isItsOwn = lane == shipment.lane;
      if (!isItsOwn) succeeded(shipment);
      if (rest != null) goOn(shipment.part(rest));
      Shipment waits = shipment.part(held, lane);
      if (isItsOwn && rest == null) {
        lane.addFirst(waits);
      } else {
        lane.addLast(waits);
      }
      enter(waits);
      boolean isWaiting = !isItsOwn && lane.pacer.isFailing();
      Duration wait =
          isWaiting
              ? Duration.ofNanos(lane.pacer.waitNanos())
              : lane.pacer.failed(shipment.attemptStartedAt, hint, false);
      arrive(shipment);
      lanes.place(lane, clock.nanoTime());
      return wait;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all that waits; what is under way stays. Nothing begins any more. */
  List<Shipment> close() {
    lock.lock();
    try {
      closed = true;
      return clear();
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all that waits, each lane in its order; what is under way stays. */
  List<Shipment> clear() {
    lock.lock();
    try {
      var waiting = new ArrayList<Shipment>();
      long now = clock.nanoTime();
      for (Lane lane : lanes.all()) {
        while (lane.first() != null) {
          Shipment next = lane.removeFirst();
          waiting.add(next);
          leave(next);
        }
        lanes.place(lane, now);
      }
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing waits or is under way; false if that took too long. */
  boolean awaitEmpty(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (shipments > 0) {
        if (left <= 0) return false;
        left = emptied.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean succeeded(Shipment shipment) {
    boolean wasAway = backend.isFailing();
    backend.succeeded(shipment);
    if (wasAway && !backend.isFailing()) lanes.placeAll(clock.nanoTime());
    return shipment.lane.pacer.succeeded(shipment.attemptStartedAt);
  }

  /** Returns the wait of the shipment's lane. */
  @GuardedBy("lock")
  private Duration noteFailure(Shipment shipment, @Nullable Duration hint, boolean slow) {
    backend.failed(shipment, hint, slow);
    return shipment.lane.pacer.failed(shipment.attemptStartedAt, hint, slow);
  }

  /** A shipment is not under way any more; what became of it is in its lane already. */
  @GuardedBy("lock")
  private void arrive(Shipment shipment) {
    shipment.lane.underWay--;
    backend.ends();
    leave(shipment);
    long now = clock.nanoTime();
    lanes.settle(shipment.lane, now);
    if (backend.isFailing()) lanes.placeAll(now);
  }

  @GuardedBy("lock")
  private void enter(Shipment shipment) {
    resize(1, sizer.of(shipment.batch));
  }

  @GuardedBy("lock")
  private void leave(Shipment shipment) {
    resize(-1, -sizer.of(shipment.batch));
    if (shipments == 0) emptied.signalAll();
  }

  @GuardedBy("lock")
  private void resize(int moreShipments, long moreSize) {
    shipments += moreShipments;
    long newSize = size + moreSize;
    size = newSize;
  }
}
