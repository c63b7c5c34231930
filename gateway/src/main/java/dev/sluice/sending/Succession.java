package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Deadline;
import dev.sluice.data.Batch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What an exporter is given before the one in whose place it comes has ended, in the order in which
 * it is to go on:
 *
 * <pre>
 *   came back from the backend | waited in the predecessor, or came there late | came here
 * </pre>
 *
 * <p>So nothing overtakes what the predecessor still has under way. Bounded by the reservations of
 * the branch that both have, and in time by the predecessor's end. Nothing is kept unless {@link
 * #hold} was called. Any thread.
 */
final class Succession {
  /** Where a batch stands among the others; in their order. */
  enum Place {
    CAME_BACK,
    HANDED_ON,
    CAME_HERE
  }

  private final Sizer sizer;

  @GuardedBy("this")
  private final Deque<Batch> cameBack = new ArrayDeque<>(0);

  @GuardedBy("this")
  private final Deque<Batch> handedOn = new ArrayDeque<>(0);

  @GuardedBy("this")
  private final Deque<Batch> cameHere = new ArrayDeque<>(0);

  /** Written under the lock, and false only when nothing is kept any more. */
  private volatile boolean holds;

  private volatile long size;

  /**
   * @param sizer in what {@link #size} counts
   */
  Succession(Sizer sizer) {
    this.sizer = sizer;
  }

  /** From now on all is kept that comes. */
  synchronized void hold() {
    holds = true;
  }

  long size() {
    return size;
  }

  /** False: nobody is waited for, and the batch is still the caller's. */
  boolean keep(Place place, Batch batch) {
    if (!holds) return false;
    synchronized (this) {
      if (!holds) return false;
      of(place).addLast(batch);
      resize(sizer.of(batch));
      return true;
    }
  }

  /**
   * The predecessor has ended, or is not waited for any more: hands on what is kept, in its order,
   * and all that comes from now on is not.
   *
   * @param next must not block; called under the lock, so that nobody comes before what is kept
   */
  synchronized void release(Consumer<Batch> next) {
    try {
      for (Place place : Place.values()) {
        for (Batch batch = of(place).poll(); batch != null; batch = of(place).poll()) {
          resize(-sizer.of(batch));
          next.accept(batch);
        }
      }
    } finally {
      holds = false;
      notifyAll();
    }
  }

  /** Waits until the predecessor has ended, or is not waited for any more, or so long. */
  synchronized void await(Deadline deadline) throws InterruptedException {
    for (long left = deadline.remainingNanos(); holds && left > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline.remainingNanos();
    }
  }

  @GuardedBy("this")
  private Deque<Batch> of(Place place) {
    return switch (place) {
      case CAME_BACK -> cameBack;
      case HANDED_ON -> handedOn;
      case CAME_HERE -> cameHere;
    };
  }

  @GuardedBy("this")
  private void resize(long more) {
    long newSize = size + more;
    size = newSize;
  }
}
