package dev.sluice.net.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread for what servers' authenticators must not do on an event loop: read a file, compute a
 * slow hash. One thing at a time and few that wait, so that whoever sends wrong passwords costs no
 * more than a part of one core.
 */
public final class Aside implements AutoCloseable {
  private static final int MOST_WAITING = 64;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            var made = new Thread(task, "sluice-auth");
            made.setDaemon(true);
            return made;
          });

  public Aside() {
    thread.allowCoreThreadTimeOut(true);
  }

  /** False if too much waits already, or the process stops: then it is not done. */
  public boolean run(Runnable task) {
    try {
      thread.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
