package dev.sluice.sending;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Plain threads for blocking calls; there are as many as are needed, and none when it is quiet. */
final class SenderThreads {
  private static final long KEEP_ALIVE_SECONDS = 30;

  private SenderThreads() {}

  static ExecutorService create(String name, int max) {
    var counter = new AtomicInteger();
    var threads =
        new ThreadPoolExecutor(
            max,
            max,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            // Bounded by the queue before it: never more than max are under way.
            new LinkedBlockingQueue<>(),
            work -> {
              var thread = new Thread(work, name + "-" + counter.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
