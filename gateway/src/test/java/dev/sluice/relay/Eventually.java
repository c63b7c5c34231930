package dev.sluice.relay;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for what another process does, which nobody can announce. */
final class Eventually {
  private static final long BETWEEN_MILLIS = 50;

  private Eventually() {}

  interface Check {
    void run() throws Exception;
  }

  /** Runs {@code check} until it passes; fails as it did when the time is over. */
  static void holds(Duration within, Check check) throws Exception {
    long start = System.nanoTime();
    while (true) {
      try {
        check.run();
        return;
      } catch (AssertionError | java.io.IOException e) {
        if (System.nanoTime() - start > within.toNanos()) throw e;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
  }

  /** Calls {@code question} until the answer is not null. */
  static <T> T answers(Duration within, Callable<@Nullable T> question) throws Exception {
    var answer =
        new Object() {
          @Nullable T value;
        };
    holds(
        within,
        () -> {
          answer.value = question.call();
          if (answer.value == null) throw new AssertionError("no answer");
        });
    return java.util.Objects.requireNonNull(answer.value);
  }
}
