package dev.sluice.processor.memorylimiter;

import dev.sluice.component.Memory;
import dev.sluice.component.Refusal;
import dev.sluice.component.Settings;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the memory every check interval and says whether the door is open. One per limiter id,
 * shared by its pipelines.
 */
final class MemoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryLimiter.class);
  private static final long MIB = 1 << 20;

  private final MemoryLimiterConfig config;
  private final Settings settings;
  private final Memory memory;
  private final long softLimit;
  private final Refusal refusal;
  private @Nullable ScheduledFuture<?> checks;
  private int limiters;
  private volatile boolean refusing;

  MemoryWatch(MemoryLimiterConfig config, Settings settings) {
    this.config = config;
    this.settings = settings;
    this.memory = settings.memory();
    this.softLimit = config.softLimit(memory.totalBytes());
    Duration interval = config.checkInterval();
    this.refusal =
        new Refusal(
            "data refused due to high memory usage",
            interval.toSeconds() < 1 ? Duration.ofSeconds(1) : interval);
  }

  /** A limiter begins; the first one begins to look. */
  synchronized void start() {
    limiters++;
    if (checks != null) return;
    LOG.info(
        "Memory limiter configured: '{}' refuses at {} MiB (hard limit {} MiB of {} MiB), looks every {} ms",
        settings.id(),
        softLimit / MIB,
        config.hardLimit(memory.totalBytes()) / MIB,
        memory.totalBytes() / MIB,
        config.checkInterval().toMillis());
    try {
      long nanos = config.checkInterval().toNanos();
      checks =
          settings.timer().scheduleAtFixedRate(this::check, nanos, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ignored) {
      // The process stops before it has started.
    }
  }

  /** A limiter ends; after the last one nobody looks. */
  synchronized void stop() {
    if (limiters > 0) limiters--;
    if (limiters > 0 || checks == null) return;
    checks.cancel(false);
    checks = null;
  }

  void check() {
    long used = memory.usedBytes();
    if (used >= softLimit && !refusing) {
      refusing = true;
      LOG.warn(
          "Memory usage is above soft limit. Refusing data. ('{}': {} of {} MiB)",
          settings.id(),
          used / MIB,
          softLimit / MIB);
    } else if (used < softLimit && refusing) {
      refusing = false;
      LOG.info(
          "Memory usage back within limits. Resuming normal operation. ('{}': {} of {} MiB)",
          settings.id(),
          used / MIB,
          softLimit / MIB);
    }
  }

  /** Null: come in. */
  @Nullable Refusal refusal() {
    return refusing ? refusal : null;
  }

  @Override
  public synchronized void close() {
    if (checks != null) checks.cancel(false);
  }
}
