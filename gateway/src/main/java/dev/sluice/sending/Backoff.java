package dev.sluice.sending;

import dev.sluice.component.Clock;
import java.time.Duration;

/** When to try again what fails: ever more seldom, down to once in five minutes. One thread. */
final class Backoff {
  private static final long FIRST = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST = Duration.ofMinutes(5).toNanos();

  private final Clock clock;
  private long wait = FIRST;
  private long next;

  /** The first time is a second from now. */
  Backoff(Clock clock) {
    this.clock = clock;
    this.next = clock.nanoTime() + FIRST;
  }

  /** Whether it is time; asked again, it is not. */
  boolean isDue() {
    long now = clock.nanoTime();
    if (now - next < 0) return false;
    wait = Math.min(2 * wait, LONGEST);
    next = now + wait;
    return true;
  }
}
