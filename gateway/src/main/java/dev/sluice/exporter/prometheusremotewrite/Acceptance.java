package dev.sluice.exporter.prometheusremotewrite;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;
import dev.sluice.exporter.prometheusremotewrite.Reading.Complaint;
import java.time.Duration;

/**
 * What the backend can be expected to take of one owner's data, as far as its answers to all shards
 * have told. Any thread.
 */
final class Acceptance {
  /** Prometheus takes what is at most half a block older than its newest sample. */
  private static final long MAX_AGE_MILLIS = Duration.ofHours(1).toMillis();

  /** Newer versions of Prometheus, and Mimir, refuse what is further ahead. */
  private static final long MAX_AHEAD_MILLIS = Duration.ofMinutes(10).toMillis();

  /** How long native histograms are held back after they were refused: it may be mended. */
  private static final long HISTOGRAM_PAUSE_NANOS = Duration.ofMinutes(5).toNanos();

  private static final Selection WITHOUT_HISTOGRAMS =
      new Selection(false, Long.MIN_VALUE, Long.MAX_VALUE, false);

  private final Clock clock;

  @GuardedBy("this")
  private boolean histogramsRefused;

  @GuardedBy("this")
  private long histogramsRefusedAt;

  @GuardedBy("this")
  private long newestTaken = Long.MIN_VALUE;

  Acceptance(Clock clock) {
    this.clock = clock;
  }

  /** What the first attempt to send a batch should hold. */
  synchronized Selection first() {
    if (histogramsRefused && clock.nanoTime() - histogramsRefusedAt > HISTOGRAM_PAUSE_NANOS) {
      histogramsRefused = false;
    }
    return histogramsRefused ? WITHOUT_HISTOGRAMS : Selection.ALL;
  }

  /** The backend has a request whose newest sample has that time. */
  synchronized void taken(long newestMillis) {
    newestTaken = Math.max(newestTaken, newestMillis);
  }

  /** What to try after that complaint; equal to {@code tried} if there is nothing better. */
  synchronized Selection narrower(Selection tried, Complaint complaint) {
    return switch (complaint) {
      case NONE -> tried;
      case ORDER ->
          new Selection(true, tried.oldestMillis(), tried.newestMillis(), tried.nativeHistograms());
      case AGE ->
          new Selection(
              tried.inOrderOnly(),
              oldest(tried),
              clock.epochMillis() + MAX_AHEAD_MILLIS,
              tried.nativeHistograms());
      case NATIVE_HISTOGRAM -> {
        histogramsRefused = true;
        histogramsRefusedAt = clock.nanoTime();
        yield new Selection(tried.inOrderOnly(), tried.oldestMillis(), tried.newestMillis(), false);
      }
    };
  }

  /** First by the newest sample that we know the backend has, then by our clock. */
  @GuardedBy("this")
  private long oldest(Selection tried) {
    long byClock = clock.epochMillis() - MAX_AGE_MILLIS;
    boolean triedBefore = tried.oldestMillis() != Long.MIN_VALUE;
    if (triedBefore || newestTaken == Long.MIN_VALUE)
      return Math.max(byClock, tried.oldestMillis());
    return newestTaken - MAX_AGE_MILLIS;
  }
}
