package dev.sluice.receiver.prometheus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One target's place in the rounds.
 *
 * <pre>
 *            leave                  a little over two intervals
 *   CALLED ---------> LEAVING ---------------------------------> GONE (its series are marked)
 *      ^                 |
 *      +-----------------+ comeBack
 * </pre>
 */
final class Round {
  enum State {
    CALLED,
    LEAVING,
    GONE
  }

  final TargetLoop loop;

  /** Whether a scrape is under way. */
  final AtomicBoolean running = new AtomicBoolean();

  /** What calls it: the rounds, or the farewell. */
  @GuardedBy("this")
  @Nullable ScheduledFuture<?> due;

  @GuardedBy("this")
  State state = State.CALLED;

  /** The time of the next scrape, if the target had stayed. */
  @GuardedBy("this")
  long staleMillis;

  Round(TargetLoop loop) {
    this.loop = loop;
  }

  synchronized long staleMillis() {
    return staleMillis;
  }
}
