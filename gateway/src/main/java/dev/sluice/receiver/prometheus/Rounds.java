package dev.sluice.receiver.prometheus;

import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.telemetry.Bulletin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets every target be scraped when it is due: the shared timer says when, a few threads do it. A
 * target whose last scrape is not over when the next is due misses that one, which is counted; so
 * what waits for a thread is at most one scrape a target.
 */
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);

  /** A thread waits nearly all of its time; this many targets may be slow at once. */
  private static final int MAX_THREADS = 64;

  private static final int IDLE_SECONDS = 60;

  private final Settings settings;
  private final ThreadPoolExecutor threads;
  private final LongAdder missed;
  private final List<ScheduledFuture<?>> ticks = new ArrayList<>();
  private final Bulletin faults;
  private final AtomicBoolean toldFault = new AtomicBoolean();
  private volatile boolean stopped;

  Rounds(Settings settings, int targets) {
    this.settings = settings;
    int most = Math.max(1, Math.min(targets, MAX_THREADS));
    var number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                new Thread(
                    task, "sluice-scrape-" + settings.id() + "-" + number.incrementAndGet()));
    threads.allowCoreThreadTimeOut(true);
    this.faults = new Bulletin(settings.clock()::nanoTime);
    this.missed =
        settings
            .instruments()
            .count("sluice_scrapes_missed_total", "receiver", settings.id().toString());
  }

  /** From now on {@code loop} is called every interval of its target. */
  void add(TargetLoop loop, String host) {
    ScrapeTarget target = loop.target();
    var running = new AtomicBoolean();
    ticks.add(
        settings
            .timer()
            .scheduleAtFixedRate(
                () -> tick(loop, running),
                Offset.of(target, host, settings.clock().epochMillis()).toNanos(),
                target.interval().toNanos(),
                TimeUnit.NANOSECONDS));
  }

  private void tick(TargetLoop loop, AtomicBoolean running) {
    if (!running.compareAndSet(false, true)) {
      missed.increment();
      return;
    }
    try {
      threads.execute(
          () -> {
            try {
              loop.scrape();
            } catch (RuntimeException e) {
              fault(loop, e);
            } finally {
              running.set(false);
            }
          });
    } catch (RejectedExecutionException ignored) {
      // The receiver has stopped; nothing is scraped any more.
    }
  }

  /** It will happen again with the next scrape: the story once, then a line now and then. */
  private void fault(TargetLoop loop, RuntimeException e) {
    if (stopped) return;
    if (toldFault.compareAndSet(false, true)) {
      LOG.error("receiver '{}': a fault of ours", settings.id(), e);
    }
    faults.error(
        LOG,
        () ->
            "receiver '%s': a scrape of %s is lost by a fault of ours: %s"
                .formatted(settings.id(), loop.target().instance(), e));
  }

  /** Breaks off what is under way and waits for its end. */
  void stop(Deadline deadline) {
    stopped = true;
    for (ScheduledFuture<?> tick : ticks) tick.cancel(false);
    threads.shutdownNow();
    try {
      boolean over = threads.awaitTermination(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (!over) LOG.warn("receiver '{}': a scrape did not end in time", settings.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
