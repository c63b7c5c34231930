package dev.sluice.receiver.prometheus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.receiver.prometheus.Round.State;
import dev.sluice.receiver.prometheus.series.TargetIdentity;
import dev.sluice.telemetry.Bulletin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets every target be scraped when it is due: the shared timer says when, a few threads do it, and
 * others those that take long. A target whose last scrape is not over when the next is due misses
 * that one, which is counted; so what waits for a thread is at most one scrape a target.
 */
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);

  /** What answers within a second: a minute has room for thousands of such scrapes. */
  private static final int QUICK_THREADS = 64;

  /**
   * What took longer last time, or has not been scraped yet: a part of the network that is down
   * takes these threads, and not those of the targets that are well.
   */
  private static final int SLOW_THREADS = 128;

  private static final int IDLE_SECONDS = 60;

  private final Settings settings;
  private final String host;
  private final ThreadPoolExecutor quick;
  private final ThreadPoolExecutor slow;
  private final LongAdder missed;
  private final Set<Round> rounds = ConcurrentHashMap.newKeySet();

  /** Who is called now, and how often. */
  private final Map<TargetIdentity, Integer> present = new ConcurrentHashMap<>();

  private final Bulletin faults;
  private final AtomicBoolean toldFault = new AtomicBoolean();
  private volatile boolean stopped;

  /**
   * @param host that scrapes, for the times of the first scrapes
   */
  Rounds(Settings settings, String host) {
    this(settings, host, QUICK_THREADS, SLOW_THREADS);
  }

  Rounds(Settings settings, String host, int quickThreads, int slowThreads) {
    this.settings = settings;
    this.host = host;
    this.quick = pool("sluice-scrape-" + settings.id() + "-", quickThreads);
    this.slow = pool("sluice-slow-scrape-" + settings.id() + "-", slowThreads);
    resize();
    this.faults = new Bulletin(settings.clock()::nanoTime);
    this.missed =
        settings
            .instruments()
            .count("sluice_scrapes_missed_total", "receiver", settings.id().toString());
  }

  private static ThreadPoolExecutor pool(String name, int most) {
    var number = new AtomicInteger();
    var pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, name + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** From now on {@code loop} is called every interval of its target. */
  Round add(TargetLoop loop) {
    var round = new Round(loop);
    rounds.add(round);
    resize();
    synchronized (round) {
      call(round);
    }
    return round;
  }

  /** As many threads as targets: those that have nothing to do end by themselves. */
  private void resize() {
    for (ThreadPoolExecutor pool : List.of(quick, slow)) {
      pool.setCorePoolSize(Math.max(1, Math.min(rounds.size(), pool.getMaximumPoolSize())));
    }
  }

  @GuardedBy("round")
  private void call(Round round) {
    // Targets that were being made when everything stopped.
    if (stopped) return;
    ScrapeTarget target = round.loop.target();
    present.merge(target.identity(), 1, Integer::sum);
    round.state = State.CALLED;
    round.due =
        settings
            .timer()
            .scheduleAtFixedRate(
                () -> tick(round),
                Offset.of(target, host, settings.clock().epochMillis()).toNanos(),
                target.interval().toNanos(),
                TimeUnit.NANOSECONDS);
  }

  /**
   * Calls it no more. As in Prometheus its series are marked as stale only a little over two
   * intervals later, with the time of the scrape that would have been next: if the same series come
   * from elsewhere by then, their samples are newer and the markers void.
   *
   * @param gone is called, on any thread, once that is done
   */
  void leave(Round round, Runnable gone) {
    synchronized (round) {
      if (round.state != State.CALLED || round.due == null) return;
      round.due.cancel(false);
      present.computeIfPresent(
          round.loop.target().identity(), (who, times) -> times > 1 ? times - 1 : null);
      if (!round.loop.hasScraped() && !round.running.get()) {
        round.state = State.GONE;
      } else {
        round.state = State.LEAVING;
        long next = Math.max(0, round.due.getDelay(TimeUnit.NANOSECONDS));
        long interval = round.loop.target().interval().toNanos();
        round.staleMillis = settings.clock().epochMillis() + TimeUnit.NANOSECONDS.toMillis(next);
        scheduleFarewell(round, next + interval + interval / 10, gone);
        return;
      }
    }
    forget(round, gone);
  }

  @GuardedBy("round")
  private void scheduleFarewell(Round round, long nanos, Runnable gone) {
    round.due =
        settings
            .timer()
            .schedule(
                () -> submit(quick, () -> sayFarewell(round, gone)), nanos, TimeUnit.NANOSECONDS);
  }

  private void sayFarewell(Round round, Runnable gone) {
    synchronized (round) {
      if (round.state != State.LEAVING) return;
      if (!round.running.compareAndSet(false, true)) {
        // A scrape that takes longer than its time; it will end.
        scheduleFarewell(round, round.loop.target().interval().toNanos() / 10, gone);
        return;
      }
      round.state = State.GONE;
    }
    try {
      // Under another job, path or interval it may be there again, and its series with it.
      boolean goesOn = present.containsKey(round.loop.target().identity());
      if (!goesOn) round.loop.vanish(round.staleMillis());
    } catch (RuntimeException e) {
      fault(round.loop, e);
    }
    forget(round, gone);
  }

  private void forget(Round round, Runnable gone) {
    rounds.remove(round);
    round.loop.forget();
    resize();
    gone.run();
  }

  /** Calls it again, at the times at which it was called before; false if it is too late. */
  boolean comeBack(Round round) {
    synchronized (round) {
      if (round.state != State.LEAVING || round.due == null) return false;
      round.due.cancel(false);
      call(round);
      return true;
    }
  }

  private void tick(Round round) {
    synchronized (round) {
      if (round.state != Round.State.CALLED) return;
      if (!round.running.compareAndSet(false, true)) {
        missed.increment();
        return;
      }
    }
    submit(
        round.loop.isSlow() ? slow : quick,
        () -> {
          try {
            round.loop.scrape();
          } catch (RuntimeException e) {
            fault(round.loop, e);
          } finally {
            round.running.set(false);
          }
        });
  }

  private static void submit(Executor threads, Runnable work) {
    try {
      threads.execute(work);
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

  /** Whether no scrape is under way. */
  boolean isIdle() {
    return rounds.stream().noneMatch(round -> round.running.get());
  }

  /** Breaks off what is under way and waits for its end. */
  void stop(Deadline deadline) {
    stopped = true;
    for (Round round : rounds) {
      synchronized (round) {
        if (round.due != null) round.due.cancel(false);
      }
    }
    quick.shutdownNow();
    slow.shutdownNow();
    try {
      boolean over =
          quick.awaitTermination(deadline.remainingNanos(), TimeUnit.NANOSECONDS)
              && slow.awaitTermination(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (!over) LOG.warn("receiver '{}': a scrape did not end in time", settings.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
