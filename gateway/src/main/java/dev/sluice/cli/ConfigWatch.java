package dev.sluice.cli;

import dev.sluice.config.Problems;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders a reload when the configuration says something else than before. Looks at what is read and
 * not at times of files: a ConfigMap of Kubernetes changes by a symbolic link, and files that
 * {@code ${file:…}} names count as well. A change that was refused is not tried again until it
 * changes once more.
 */
final class ConfigWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Sources sources;
  private final Function<String, @Nullable String> environment;
  private final Orders orders;
  private @Nullable ScheduledExecutorService thread;
  private @Nullable ScheduledFuture<?> looks;
  private Duration interval = Duration.ZERO;
  private String seen;

  /**
   * @param seen the fingerprint of the configuration that runs
   */
  ConfigWatch(
      Sources sources, Function<String, @Nullable String> environment, Orders orders, String seen) {
    this.sources = sources;
    this.environment = environment;
    this.orders = orders;
    this.seen = seen;
  }

  /** Looks so often from now on; zero is never. Called by the main thread alone. */
  void every(Duration newInterval) {
    if (newInterval.equals(interval)) return;
    interval = newInterval;
    if (looks != null) looks.cancel(false);
    if (newInterval.isZero()) return;
    if (thread == null) thread = Executors.newSingleThreadScheduledExecutor(ConfigWatch::named);
    long nanos = newInterval.toNanos();
    looks = thread.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static Thread named(Runnable work) {
    var thread = new Thread(work, "sluice-config-watch");
    thread.setDaemon(true);
    return thread;
  }

  void look() {
    try {
      String now = fingerprint();
      if (now.equals(seen)) return;
      seen = now;
      orders.reload();
    } catch (RuntimeException fault) {
      LOG.error("the configuration cannot be watched", fault);
    }
  }

  private String fingerprint() {
    return sources.load(environment, new Problems()).fingerprint();
  }

  @Override
  public void close() {
    if (thread != null) thread.shutdownNow();
  }
}
