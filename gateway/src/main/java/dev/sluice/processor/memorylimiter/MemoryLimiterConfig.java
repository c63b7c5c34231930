package dev.sluice.processor.memorylimiter;

import dev.sluice.config.Section;
import java.time.Duration;

/**
 * What stands under {@code processors: memory_limiter:}. Percentages are of what this JVM may use
 * (maximum heap and direct memory, under the container's limit), not of the machine.
 *
 * @param limitMib the hard limit; 0: the percentage counts
 */
public record MemoryLimiterConfig(
    Duration checkInterval,
    int limitMib,
    int spikeLimitMib,
    int limitPercentage,
    int spikeLimitPercentage) {

  private static final long MIB = 1 << 20;
  private static final String NEVER_FORCED =
      "Sluice never forces a collection: it counts live memory, not garbage";

  static final MemoryLimiterConfig DEFAULT = new MemoryLimiterConfig(Duration.ZERO, 0, 0, 0, 0);

  static MemoryLimiterConfig read(Section s) {
    var config =
        new MemoryLimiterConfig(
            s.duration(
                "check_interval", DEFAULT.checkInterval, "time between two looks at the memory"),
            s.integer("limit_mib", 0, 0, Integer.MAX_VALUE, "hard limit in MiB; wins"),
            s.integer(
                "spike_limit_mib", 0, 0, Integer.MAX_VALUE, "hard minus soft limit; 0 is 20 %"),
            s.integer("limit_percentage", 0, 0, 100, "hard limit in % of what the JVM may use"),
            s.integer("spike_limit_percentage", 0, 0, 100, "hard minus soft limit; 0 is 20 %"));
    s.ignored("min_gc_interval_when_soft_limited", NEVER_FORCED);
    s.ignored("min_gc_interval_when_hard_limited", NEVER_FORCED);
    s.ignored("max_gc_interval_when_soft_limited", NEVER_FORCED);
    s.ignored("max_gc_interval_when_hard_limited", NEVER_FORCED);
    config.check(s);
    return config;
  }

  private void check(Section s) {
    if (checkInterval.isZero()) {
      s.refuse("check_interval", "must be greater than zero", "fix: check_interval: 1s");
    }
    if (limitMib == 0 && limitPercentage == 0) {
      s.refuse(
          "limit_mib",
          "`limit_mib` or `limit_percentage` must be greater than zero",
          "fix: limit_percentage: 80");
    }
    if (limitMib > 0 && spikeLimitMib >= limitMib) {
      s.refuse("spike_limit_mib", "must be smaller than `limit_mib`");
    }
    if (limitMib == 0 && limitPercentage > 0 && spikeLimitPercentage >= limitPercentage) {
      s.refuse("spike_limit_percentage", "must be smaller than `limit_percentage`");
    }
  }

  /** The hard limit in bytes, where the JVM may use {@code total}. */
  long hardLimit(long total) {
    return limitMib > 0 ? limitMib * MIB : total / 100 * limitPercentage;
  }

  /** The soft limit in bytes: at and above it the door is shut. */
  long softLimit(long total) {
    long hard = hardLimit(total);
    long spike = limitMib > 0 ? spikeLimitMib * MIB : total / 100 * spikeLimitPercentage;
    return hard - (spike == 0 ? hard / 5 : spike);
  }
}
