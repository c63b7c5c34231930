package dev.sluice.sending;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which lanes may start something now, in the order in which they became so, and when others may.
 * However many lanes there are, a step costs the logarithm of those that pause. Belongs to a queue
 * and its lock.
 *
 * <pre>
 *            place: now              take turn
 *   nowhere ------------> ready -----------------> nowhere or ready again, behind the others
 *      |                    ^
 *      | place: later       | its time has come
 *      +-----------------> paused
 * </pre>
 */
final class Schedule {
  private final LinkedHashSet<Lane> ready = new LinkedHashSet<>();

  private final TreeSet<Lane> paused =
      new TreeSet<>(
          Comparator.<Lane>comparingLong(lane -> lane.pausedUntil)
              .thenComparingLong(lane -> lane.number));

  /** Puts a lane where it belongs; to be called after whatever may have changed that. */
  void place(Lane lane, long now) {
    long wait = lane.waitNanos(now);
    boolean isReady = wait == 0;
    if (lane.isReady != isReady) {
      lane.isReady = isReady;
      if (isReady) ready.add(lane);
      else ready.remove(lane);
    }
    boolean isPaused = wait > 0 && wait != Lane.NEVER;
    if (lane.isPaused) {
      if (isPaused && lane.pausedUntil == now + wait) return;
      paused.remove(lane);
    }
    lane.isPaused = isPaused;
    if (!isPaused) return;
    lane.pausedUntil = now + wait;
    paused.add(lane);
  }

  /** Takes a lane out, wherever it stands. */
  void remove(Lane lane) {
    if (lane.isReady) ready.remove(lane);
    if (lane.isPaused) paused.remove(lane);
    lane.isReady = false;
    lane.isPaused = false;
  }

  /** A lane whose pause is over, and which has to be placed again; null: none. */
  @Nullable Lane due(long now) {
    if (paused.isEmpty() || paused.first().pausedUntil > now) return null;
    Lane lane = paused.first();
    remove(lane);
    return lane;
  }

  /** The lane whose turn it is, which has to be placed again; null: none. */
  @Nullable Lane turn() {
    if (ready.isEmpty()) return null;
    Lane lane = ready.iterator().next();
    remove(lane);
    return lane;
  }

  /** Nanoseconds until a lane is ready that is not now; {@link Lane#NEVER}: not by waiting. */
  long waitNanos(long now) {
    if (!ready.isEmpty()) return 0;
    return paused.isEmpty() ? Lane.NEVER : Math.max(0, paused.first().pausedUntil - now);
  }
}
