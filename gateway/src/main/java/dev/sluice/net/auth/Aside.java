package dev.sluice.net.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Two threads for what servers' authenticators must not do on an event loop: one looks at files,
 * one computes slow hashes. Each does one thing at a time, and few wait, so that whoever sends
 * wrong passwords costs no more than a part of one core, and keeps no new secret from being taken
 * up.
 */
public final class Aside implements AutoCloseable {
  private static final int MOST_WAITING = 64;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor looks = thread("sluice-auth-files");
  private final ThreadPoolExecutor computations = thread("sluice-auth-hashes");

  private static ThreadPoolExecutor thread(String name) {
    var thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              var made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  /**
   * Looks at a file. False if too much waits already, or the process stops: then it is not done.
   */
  public boolean look(Runnable task) {
    return run(looks, task);
  }

  /** Computes what takes long. False likewise. */
  public boolean compute(Runnable task) {
    return run(computations, task);
  }

  private static boolean run(ThreadPoolExecutor thread, Runnable task) {
    try {
      thread.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
    computations.shutdownNow();
  }
}
