package dev.sluice.processor.batch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Consumer;
import dev.sluice.component.Settings;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Company;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.Signal;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One batch that is being filled. Adding moves references under a short lock; a full batch is
 * handed on under that same lock, so that batches leave in the order in which they were made (the
 * next stage offers to a queue and does not block). The first item of a batch waits no longer than
 * the timeout.
 *
 * <p>Where senders wait for the disk or the backend, a batch leaves at once if none is on its way
 * there, and else when the one that is has been answered for: what comes meanwhile shares the next.
 * It takes along what it may still wait for ({@link Company}): once it is on disk, the exporter
 * goes on gathering, and the backend gets batches as large as ever.
 */
final class Shard {
  private final BatchConfig config;
  private final Settings settings;
  private final Metadata metadata;
  private final BatchMetrics metrics;
  private final Consumer next;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final BatchBuilder pending;

  /** When the first of what is pending came. */
  @GuardedBy("lock")
  private long pendingSince;

  /** Tells a timer that the batch that it was set for has left. */
  @GuardedBy("lock")
  private long generation;

  @GuardedBy("lock")
  private boolean stopped;

  /** A batch whose senders wait has left, and they have no answer yet. */
  @GuardedBy("lock")
  private boolean isUnderWay;

  Shard(
      BatchConfig config,
      Settings settings,
      Signal signal,
      Metadata metadata,
      BatchMetrics metrics,
      Consumer next) {
    this.config = config;
    this.settings = settings;
    this.metadata = metadata;
    this.metrics = metrics;
    this.next = next;
    this.pending = new BatchBuilder(signal);
  }

  void add(Batch batch) {
    lock.lock();
    try {
      boolean wasEmpty = pending.isEmpty();
      if (wasEmpty) pendingSince = settings.clock().nanoTime();
      pending.add(batch);
      if (config.passesThrough() || stopped) {
        flush(metrics::sentBySize, null);
      } else if (pending.items() >= config.sendBatchSize()) {
        flushFull();
        if (!pending.isEmpty()) setTimer();
      } else if (batch.isAwaited() && !isUnderWay) {
        flushAwaited();
      } else if (wasEmpty) {
        setTimer();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends what is pending, and again what has come when its senders have their answer. */
  @GuardedBy("lock")
  private void flushAwaited() {
    isUnderWay = true;
    long until = pendingSince + config.timeout().toNanos();
    var company = new Company(config.sendBatchSize(), config.sendBatchMaxSize(), until);
    Batch last = flush(metrics::sentWhenIdle, company);
    last.whenAnswered(this::answered);
  }

  /**
   * Called by whoever brought the last word, perhaps under the lock of another batch that is handed
   * on: two of those must not wait for each other.
   */
  private void answered() {
    if (!lock.tryLock()) {
      try {
        var unused = settings.timer().schedule(this::answeredLater, 0, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException ignored) {
        // The process stops, and stop() will flush.
      }
      return;
    }
    try {
      goOn();
    } finally {
      lock.unlock();
    }
  }

  private void answeredLater() {
    lock.lock();
    try {
      goOn();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void goOn() {
    isUnderWay = false;
    if (!pending.isEmpty()) flushAwaited();
  }

  /** Sends whole batches of the maximum size; a remainder below the size stays. */
  @GuardedBy("lock")
  private void flushFull() {
    int max = config.sendBatchMaxSize();
    if (max == 0) {
      flush(metrics::sentBySize, null);
      return;
    }
    for (Batch part : takePending().splitEvery(max)) {
      if (part.items() >= config.sendBatchSize()) {
        send(part, metrics::sentBySize);
      } else {
        pendingSince = settings.clock().nanoTime();
        pending.add(part);
      }
    }
  }

  /**
   * Sends everything that is pending, in parts of at most the maximum size. Returns all of it, to
   * be asked about and not to be sent again.
   */
  @CanIgnoreReturnValue
  @GuardedBy("lock")
  private Batch flush(Trigger trigger, @Nullable Company company) {
    int max = config.sendBatchMaxSize();
    Batch all = takePending();
    List<Batch> parts = max == 0 ? List.of(all) : all.splitEvery(max);
    for (Batch part : parts) send(part.with(company), trigger);
    return all;
  }

  @GuardedBy("lock")
  private Batch takePending() {
    generation++;
    return pending.build(metadata);
  }

  private void send(Batch batch, Trigger trigger) {
    trigger.sent(batch.items(), batch.bytes());
    next.consume(batch);
  }

  @GuardedBy("lock")
  private void setTimer() {
    long setFor = generation;
    try {
      var unused =
          settings
              .timer()
              .schedule(() -> timeIsUp(setFor), config.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ignored) {
      // The process stops, and stop() will flush.
    }
  }

  private void timeIsUp(long setFor) {
    lock.lock();
    try {
      if (generation == setFor && !pending.isEmpty()) flush(metrics::sentByTimeout, null);
    } finally {
      lock.unlock();
    }
  }

  /** Sends what is pending; what comes later passes through. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      if (!pending.isEmpty()) flush(metrics::sentByTimeout, null);
    } finally {
      lock.unlock();
    }
  }

  /** Why a batch leaves; counts it. */
  private interface Trigger {
    void sent(int items, long bytes);
  }
}
