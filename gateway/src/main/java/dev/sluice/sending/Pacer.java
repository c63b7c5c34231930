package dev.sluice.sending;

import dev.sluice.component.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When to ask a backend again. While it answers, everything may go at once. After a failure nothing
 * goes until the wait is over, then one probe; the wait grows with each probe that fails. Pushes
 * that were under way together and fail together count as one failure.
 *
 * <p>Belongs to one lane and its lock.
 */
final class Pacer {
  /** Longest wait that a backend can ask for. A long hint is never a reason to drop. */
  private static final Duration MAX_HINT = Duration.ofMinutes(5);

  /** Nobody is asked without a pause, whatever was written: 0 and 0 would be a busy loop. */
  private static final Duration MIN_WAIT = Duration.ofMillis(10);

  private final RetryConfig config;
  private final Clock clock;

  private Pace pace = new Pace();
  private boolean failing;
  private int failures;
  private long failedAt;
  private long openAt;

  /** Until when the backend has asked to be left alone; not before {@link #failedAt}. */
  private long askedUntil;

  /** Only a person can mend it. */
  private boolean slow;

  Pacer(RetryConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** One like this, for another lane. */
  Pacer copy() {
    var copy = new Pacer(config, clock);
    copy.failing = failing;
    copy.failures = failures;
    copy.failedAt = failedAt;
    copy.openAt = openAt;
    copy.askedUntil = askedUntil;
    copy.slow = slow;
    copy.pace = pace.copy();
    return copy;
  }

  /**
   * Goes on where another was, of the same lane and backend: for as long as the backend has asked
   * for, or, where that is less, no longer than this one would wait itself. A wait for a person to
   * change the settings is over, since they were changed.
   */
  void resume(Pacer other) {
    if (!pace.isKnown()) pace = other.pace.copy();
    if (!other.failing || other.slow) return;
    long longest = clock.nanoTime() + config.maxInterval().toNanos();
    long until = other.openAt - longest > 0 ? longest : other.openAt;
    if (other.askedUntil - until > 0) until = other.askedUntil;
    if (failing && openAt - until >= 0) return;
    failing = true;
    failures = Math.max(failures, other.failures);
    failedAt = other.failedAt;
    openAt = until;
    askedUntil = other.askedUntil;
  }

  /** Whether there is anything to go on with. */
  boolean isAtWork() {
    return failing || pace.isKnown();
  }

  boolean isFailing() {
    return failing;
  }

  /** Nanoseconds until the next push may start; 0 is now. */
  long waitNanos() {
    return waitNanos(clock.nanoTime());
  }

  long waitNanos(long now) {
    long pause = failing ? Math.max(0, openAt - now) : 0;
    return Math.max(pause, pace.waitNanos(now));
  }

  /**
   * A push that was begun at {@code startedAt} was answered with success: the backend is back. True
   * if it had been away. A push that was under way before the failure says nothing of what came
   * after it, and must not end a wait that the backend has asked for.
   */
  boolean succeeded(long startedAt) {
    if (failing && startedAt - failedAt < 0) return false;
    boolean wasFailing = failing;
    failing = false;
    failures = 0;
    return wasFailing;
  }

  /** A push of that size starts, if {@link #waitNanos} allows it. */
  void starts(long bytes, long now) {
    pace.starts(bytes, now);
  }

  /** What was to start was not sent, but cut. */
  void refund(long bytes) {
    pace.refund(bytes);
  }

  /** The backend has taken so many bytes. */
  void took(long bytes) {
    pace.took(bytes, clock.nanoTime());
  }

  /**
   * A push was too much for the backend's rate, of which it takes {@code limit} bytes a second, or
   * 0 if it does not say. Returns the wait until the next one: by the pace if there is one, else as
   * after any failure.
   */
  Duration limited(long startedAt, long bytes, double limit, @Nullable Duration hint) {
    long now = clock.nanoTime();
    boolean sameEpisode = failing && startedAt - failedAt < 0;
    if (!sameEpisode && !pace.limited(bytes, limit, now)) return failed(startedAt, hint, false);
    if (sameEpisode && !pace.isKnown()) return failed(startedAt, hint, false);
    if (!sameEpisode) {
      begins(now);
      openAt = now + MIN_WAIT.toNanos();
    }
    heed(hint, now);
    return Duration.ofNanos(waitNanos(now));
  }

  /**
   * A push that was begun at {@code startedAt} failed. Returns the wait until the next one.
   *
   * @param isSlow whether to begin with the longest interval, since only a person can mend it
   */
  Duration failed(long startedAt, @Nullable Duration hint, boolean isSlow) {
    long now = clock.nanoTime();
    boolean sameEpisode = failing && startedAt - failedAt < 0;
    if (!sameEpisode) {
      begins(now);
      slow = isSlow;
      long wait = slow ? config.maxInterval().toNanos() : backoffNanos(failures, clock.dice());
      openAt = now + Math.max(wait, MIN_WAIT.toNanos());
      failures++;
    }
    heed(hint, now);
    return Duration.ofNanos(Math.max(0, openAt - now));
  }

  private void begins(long now) {
    failing = true;
    failedAt = now;
    askedUntil = now;
    slow = false;
  }

  private void heed(@Nullable Duration hint, long now) {
    if (hint == null || hint.isNegative()) return;
    long wanted = now + (hint.compareTo(MAX_HINT) > 0 ? MAX_HINT : hint).toNanos();
    if (wanted - openAt > 0) openAt = wanted;
    if (wanted - askedUntil > 0) askedUntil = wanted;
  }

  /** The wait after that many failures; {@code dice} is in [0, 1). */
  private long backoffNanos(int earlierFailures, double dice) {
    double ceiling = config.maxInterval().toNanos();
    double growth = Math.pow(Math.max(1, config.multiplier()), earlierFailures);
    double grown = config.initialInterval().toNanos() * growth;
    double capped = Math.min(grown, ceiling);
    double spread = capped * config.randomizationFactor();
    return (long) (capped - spread + 2 * spread * dice);
  }
}
