package dev.sluice.receiver.prometheus.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A discovery that asks again and again: at once, and then every interval, never twice at a time. A
 * question that fails changes nothing.
 */
public final class Refresher implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

  private final Duration interval;
  private final Question question;
  private final Lent lent;
  private final Standing standing;
  private final AtomicBoolean running = new AtomicBoolean();

  @GuardedBy("this")
  private @Nullable ScheduledFuture<?> ticks;

  @GuardedBy("this")
  private @Nullable Future<?> work;

  /** Finds out what the targets are now, and says so to the groups. May block. */
  public interface Question extends AutoCloseable {
    void ask() throws DiscoveryException;

    /** Breaks off. */
    @Override
    default void close() {}
  }

  public Refresher(Duration interval, Question question, Lent lent) {
    this.interval = interval;
    this.question = question;
    this.lent = lent;
    this.standing = new Standing(lent);
  }

  @Override
  public synchronized void start() {
    ticks =
        lent.timer().scheduleAtFixedRate(this::tick, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tick() {
    if (!running.compareAndSet(false, true)) return;
    try {
      synchronized (this) {
        work = lent.threads().submit(this::ask);
      }
    } catch (RejectedExecutionException ignored) {
      // The receiver has stopped.
    }
  }

  private void ask() {
    try {
      question.ask();
      standing.succeeded();
    } catch (DiscoveryException e) {
      if (!Thread.currentThread().isInterrupted()) standing.failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("receiver '{}', {}: a fault of ours", lent.receiver(), lent.title(), e);
    } finally {
      running.set(false);
    }
  }

  @Override
  public synchronized void close() {
    if (ticks != null) ticks.cancel(false);
    if (work != null) work.cancel(true);
    question.close();
  }
}
