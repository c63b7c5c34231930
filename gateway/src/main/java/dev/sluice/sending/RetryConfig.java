package dev.sluice.sending;

import dev.sluice.config.Section;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code retry_on_failure}, with the collector's keys.
 *
 * @param maxElapsedTime null if nobody wrote it: then there is no limit but room; zero is no limit
 */
public record RetryConfig(
    boolean enabled,
    Duration initialInterval,
    double randomizationFactor,
    double multiplier,
    Duration maxInterval,
    @Nullable Duration maxElapsedTime) {

  public static final RetryConfig DEFAULT =
      new RetryConfig(true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), null);

  /** Reads the section {@code retry_on_failure}; {@code defaults} differ between exporters. */
  public static RetryConfig read(Section s, RetryConfig defaults) {
    var config =
        new RetryConfig(
            s.flag("enabled", defaults.enabled, "whether a failed push is sent again"),
            s.duration(
                "initial_interval", defaults.initialInterval, "wait after the first failure"),
            s.decimal(
                "randomization_factor",
                defaults.randomizationFactor,
                0,
                1,
                "share of the wait that is left to chance"),
            s.decimal(
                "multiplier",
                defaults.multiplier,
                0,
                1000,
                "how much longer each further wait is than the one before"),
            s.duration("max_interval", defaults.maxInterval, "longest wait between two attempts"),
            readMaxElapsedTime(s));
    config.check(s);
    return config;
  }

  private static @Nullable Duration readMaxElapsedTime(Section s) {
    Duration written =
        s.duration(
            "max_elapsed_time",
            Duration.ZERO,
            "time after which a batch is given up; 0 is never; unwritten: kept while there is room");
    return s.has("max_elapsed_time") ? written : null;
  }

  private void check(Section s) {
    if (!enabled || maxElapsedTime == null || maxElapsedTime.isZero()) return;
    if (maxElapsedTime.compareTo(initialInterval) < 0) {
      s.refuse("max_elapsed_time", "must not be less than `initial_interval`");
    } else if (maxElapsedTime.compareTo(maxInterval) < 0) {
      s.refuse("max_elapsed_time", "must not be less than `max_interval`");
    }
  }

  /** Whether a batch that was first tried {@code nanos} ago is to be given up. */
  boolean isElapsed(long nanos) {
    return maxElapsedTime != null && !maxElapsedTime.isZero() && nanos >= maxElapsedTime.toNanos();
  }
}
