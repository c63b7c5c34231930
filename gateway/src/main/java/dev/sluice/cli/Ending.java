package dev.sluice.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the process ends on a signal. The signal's thread (a shutdown hook of the JVM) asks the main
 * thread to stop, waits for it, and ends the process with its code; the JVM itself would say 143
 * where everything was stopped in order. Before anything has begun it ends at once; and it waits
 * for no longer than it is told, so that nothing that hangs keeps the process.
 */
final class Ending {
  /** Beyond the time to hand on what is here. */
  private static final Duration GRACE = Duration.ofMillis(1900);

  private final Orders orders;
  private final IntConsumer halt;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);

  @GuardedBy("this")
  private boolean begun;

  @GuardedBy("this")
  private boolean asked;

  @GuardedBy("this")
  private boolean isCommand;

  private volatile @Nullable Long askedAt;
  private volatile Duration limit = GatewayConfig.DEFAULT.shutdownTimeout().plus(GRACE);
  private volatile int code = ExitCode.FAILED;
  private volatile Runnable overdue = () -> {};

  Ending(Orders orders, IntConsumer halt) {
    this(orders, halt, Clock.SYSTEM);
  }

  Ending(Orders orders, IntConsumer halt, Clock clock) {
    this.orders = orders;
    this.halt = halt;
    this.clock = clock;
  }

  /** Begins: from here on there may be something to stop in order. False: a signal was faster. */
  synchronized boolean begin() {
    begun = !asked;
    return begun;
  }

  /** What runs is no gateway: a signal ends it as it ends any program. */
  synchronized void command() {
    isCommand = true;
  }

  /**
   * How long a stop may take, from the signal on.
   *
   * @param whenOverdue says so; called at most once
   */
  void bound(Duration shutdownTimeout, Runnable whenOverdue) {
    limit = shutdownTimeout.plus(GRACE);
    overdue = whenOverdue;
  }

  /**
   * What is left of the time for a stop: it counts from the signal on, and the main thread may have
   * been at a reload.
   */
  Duration left(Duration shutdownTimeout) {
    Long from = askedAt;
    long gone = from == null ? 0 : clock.nanoTime() - from;
    return shutdownTimeout.minusNanos(Math.min(gone, shutdownTimeout.toNanos()));
  }

  /** The main thread has stopped everything. */
  void stopped(int with) {
    code = with;
    stopped.countDown();
  }

  /** What a signal does, on a thread that is its own. */
  void onSignal() {
    boolean wait;
    synchronized (this) {
      if (isCommand) return;
      asked = true;
      wait = begun;
    }
    if (!wait) {
      halt.accept(ExitCode.OK);
      return;
    }
    askedAt = clock.nanoTime();
    orders.stop();
    if (!awaitStopped()) overdue.run();
    halt.accept(code);
  }

  private boolean awaitStopped() {
    try {
      return stopped.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
