package dev.sluice.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer whose tasks run on the caller's thread when a test moves its clock. */
public final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService {
  private final ManualClock clock;
  private final List<Task<?>> tasks = new ArrayList<>();

  public ManualTimer(ManualClock clock) {
    this.clock = clock;
  }

  /** Moves the clock, and runs what becomes due on the way, in order of time. */
  public void advance(Duration time) {
    long end = clock.nanoTime() + time.toNanos();
    while (true) {
      Task<?> next = nextDue(end);
      if (next == null) break;
      if (next.at > clock.nanoTime()) clock.advance(Duration.ofNanos(next.at - clock.nanoTime()));
      next.runOnce();
    }
    clock.advance(Duration.ofNanos(end - clock.nanoTime()));
  }

  private synchronized Task<?> nextDue(long end) {
    tasks.removeIf(Task::isCancelled);
    Task<?> next = tasks.stream().min(Comparator.comparingLong(task -> task.at)).orElse(null);
    if (next == null || next.at > end) return null;
    tasks.remove(next);
    return next;
  }

  public synchronized int pending() {
    tasks.removeIf(Task::isCancelled);
    return tasks.size();
  }

  private synchronized <T> Task<T> add(Task<T> task) {
    tasks.add(task);
    return task;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return add(new Task<>(command, clock.nanoTime() + unit.toNanos(delay), 0));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return add(new Task<>(callable, clock.nanoTime() + unit.toNanos(delay)));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return add(
        new Task<>(command, clock.nanoTime() + unit.toNanos(initialDelay), unit.toNanos(period)));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return scheduleAtFixedRate(command, initialDelay, delay, unit);
  }

  @Override
  public void execute(Runnable command) {
    command.run();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long period;
    private long at;

    Task(Runnable command, long at, long period) {
      super(command, null);
      this.at = at;
      this.period = period;
    }

    Task(Callable<V> callable, long at) {
      super(callable);
      this.at = at;
      this.period = 0;
    }

    void runOnce() {
      if (period == 0) {
        run();
        return;
      }
      at += period;
      add(this);
      runAndReset();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - clock.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
