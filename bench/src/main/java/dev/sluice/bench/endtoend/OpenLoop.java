package dev.sluice.bench.endtoend;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests when they are due, at a fixed rate, whatever the answers take. Latency counts from
 * when a request was due, not from when it could be sent: a gateway that stalls for a second is not
 * excused for the requests that waited meanwhile. One thread sends; answers come on any.
 */
final class OpenLoop {
  /** The time, and how to wait for it. */
  interface Clock {
    long nanoTime();

    void sleepUntil(long nanoTime);

    /** Of this machine. */
    Clock SYSTEM =
        new Clock() {
          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public void sleepUntil(long nanoTime) {
            for (long left = nanoTime - nanoTime(); left > 0; left = nanoTime - nanoTime()) {
              LockSupport.parkNanos(left);
            }
          }
        };
  }

  /** What came of the requests; those without an answer are neither accepted nor refused. */
  record Sent(int requests, int accepted, int refused, Latencies latencies) {}

  /** So many may wait for their answer; more than these wait to be sent, and grow late. */
  private static final int UNDER_WAY = 2_000;

  private static final long GRACE_SECONDS = 30;

  private final Clock clock;
  private final double requestsPerSecond;

  OpenLoop(Clock clock, double requestsPerSecond) {
    this.clock = clock;
    this.requestsPerSecond = requestsPerSecond;
  }

  /**
   * Sends for so long, then waits for the answers.
   *
   * @param from the number of the first item
   */
  Sent run(Door door, Stencil stencil, long from, double seconds) throws InterruptedException {
    int requests = (int) (seconds * requestsPerSecond);
    var latencies = new Latencies(requests);
    var underWay = new Semaphore(UNDER_WAY);
    var accepted = new AtomicInteger();
    var refused = new AtomicInteger();
    long began = clock.nanoTime();
    long beganEpochNanos = System.currentTimeMillis() * 1_000_000;
    for (int i = 0; i < requests; i++) {
      long offset = (long) (i * 1e9 / requestsPerSecond);
      long due = began + offset;
      clock.sleepUntil(due);
      underWay.acquire();
      door.send(
          stencil.make(from + (long) i * stencil.count(), beganEpochNanos + offset),
          taken -> {
            (taken ? accepted : refused).incrementAndGet();
            latencies.add(clock.nanoTime() - due);
            underWay.release();
          });
    }
    // Answers that are still missing after this count as unknown, and the run as void.
    underWay.tryAcquire(UNDER_WAY, GRACE_SECONDS, TimeUnit.SECONDS);
    return new Sent(requests, accepted.get(), refused.get(), latencies);
  }
}
