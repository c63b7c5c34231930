package dev.sluice.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Says the same thing once in ten seconds: the first time at once, then a line with the number of
 * times that it kept to itself. One bulletin per component and kind of trouble. Any thread.
 */
public final class Bulletin {
  private static final long PERIOD_NANOS = 10_000_000_000L;

  private final LongSupplier nanoTime;
  private final AtomicLong nextIssue;
  private final LongAdder untold = new LongAdder();

  public Bulletin(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.nextIssue = new AtomicLong(nanoTime.getAsLong());
  }

  public void warn(Logger log, Supplier<String> message) {
    if (isDue()) log.warn("{}{}", message.get(), repetitions());
  }

  public void error(Logger log, Supplier<String> message) {
    if (isDue()) log.error("{}{}", message.get(), repetitions());
  }

  private boolean isDue() {
    long now = nanoTime.getAsLong();
    long due = nextIssue.get();
    if (now - due >= 0 && nextIssue.compareAndSet(due, now + PERIOD_NANOS)) return true;
    untold.increment();
    return false;
  }

  private String repetitions() {
    long count = untold.sumThenReset();
    return count == 0 ? "" : " (and %d times more since last said)".formatted(count);
  }
}
