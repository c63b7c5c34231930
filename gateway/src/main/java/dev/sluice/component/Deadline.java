package dev.sluice.component;

import java.time.Duration;

/** A point on the monotonic clock. */
public final class Deadline {
  private final Clock clock;
  private final long atNanos;

  private Deadline(Clock clock, long atNanos) {
    this.clock = clock;
    this.atNanos = atNanos;
  }

  public static Deadline in(Duration time, Clock clock) {
    return new Deadline(clock, clock.nanoTime() + time.toNanos());
  }

  /** Nanoseconds left, never negative. */
  public long remainingNanos() {
    return Math.max(0, atNanos - clock.nanoTime());
  }

  public boolean isOver() {
    return remainingNanos() == 0;
  }

  /** This much after this one. */
  public Deadline later(Duration time) {
    return new Deadline(clock, atNanos + time.toNanos());
  }

  /** The earlier of this and {@code time} from now. */
  public Deadline atMost(Duration time) {
    long candidate = clock.nanoTime() + time.toNanos();
    return candidate - atNanos < 0 ? new Deadline(clock, candidate) : this;
  }
}
