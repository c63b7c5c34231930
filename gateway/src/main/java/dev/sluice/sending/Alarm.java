package dev.sluice.sending;

import dev.sluice.component.Clock;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks again at the earliest time that anybody asked for. Whoever asks for a later one asks for
 * nothing: what is to be done then is found at the earlier look. Any thread.
 */
final class Alarm {
  private static final long NEVER = Long.MAX_VALUE;

  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final Runnable look;

  /** When the next look is; the timer has a task for it. */
  private final AtomicLong next = new AtomicLong(NEVER);

  /**
   * @param look called on the timer's thread
   */
  Alarm(ScheduledExecutorService timer, Clock clock, Runnable look) {
    this.timer = timer;
    this.clock = clock;
    this.look = look;
  }

  void within(long nanos) {
    long at = clock.nanoTime() + nanos;
    long planned;
    do {
      planned = next.get();
      if (planned != NEVER && planned - at <= 0) return;
      // Whoever came between may have looked before our lane failed: the earlier one counts.
    } while (!next.compareAndSet(planned, at));
    try {
      var unused = timer.schedule(() -> ring(at), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ignored) {
      // The process stops; stop() settles what waits.
    }
  }

  /** A task whose time was replaced by an earlier one does nothing, or there would be ever more. */
  private void ring(long at) {
    if (next.compareAndSet(at, NEVER)) look.run();
  }
}
