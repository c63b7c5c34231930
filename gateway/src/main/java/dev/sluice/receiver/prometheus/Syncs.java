package dev.sluice.receiver.prometheus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes targets anew for the jobs whose groups have changed: soon, but never so often that it takes
 * more than a small part of the time, however fast things change. Any thread may say that something
 * has changed.
 */
final class Syncs {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);

  /** Changes come in bunches. */
  private static final long LEAST_PAUSE_NANOS = 1_000_000_000L;

  /** One part work, so many parts of pause. */
  private static final int PAUSE_SHARE = 20;

  private final Settings settings;
  private final Executor threads;

  @GuardedBy("this")
  private final Set<RunningJob> changed = new HashSet<>();

  @GuardedBy("this")
  private @Nullable ScheduledFuture<?> next;

  @GuardedBy("this")
  private boolean running;

  @GuardedBy("this")
  private boolean stopped;

  @GuardedBy("this")
  private long notBeforeNanos;

  Syncs(Settings settings, Executor threads) {
    this.settings = settings;
    this.threads = threads;
    this.notBeforeNanos = settings.clock().nanoTime();
  }

  synchronized void changed(Set<RunningJob> jobs) {
    changed.addAll(jobs);
    schedule();
  }

  @GuardedBy("this")
  private void schedule() {
    if (stopped || running || next != null || changed.isEmpty()) return;
    long wait = Math.max(0, notBeforeNanos - settings.clock().nanoTime());
    next = settings.timer().schedule(this::begin, wait, TimeUnit.NANOSECONDS);
  }

  private void begin() {
    synchronized (this) {
      next = null;
      if (stopped) return;
      running = true;
    }
    try {
      threads.execute(this::sync);
    } catch (RejectedExecutionException ignored) {
      // The receiver has stopped.
    }
  }

  private void sync() {
    List<RunningJob> jobs;
    synchronized (this) {
      jobs = List.copyOf(changed);
      changed.clear();
    }
    long began = settings.clock().nanoTime();
    try {
      for (RunningJob job : jobs) job.sync();
    } catch (RuntimeException e) {
      LOG.error("receiver '{}': a fault of ours while making targets", settings.id(), e);
    }
    long ended = settings.clock().nanoTime();
    synchronized (this) {
      running = false;
      notBeforeNanos = ended + Math.max(LEAST_PAUSE_NANOS, PAUSE_SHARE * (ended - began));
      schedule();
    }
  }

  synchronized void stop() {
    stopped = true;
    if (next != null) next.cancel(false);
  }
}
