package dev.sluice.testkit;

import dev.sluice.component.Clock;
import java.time.Duration;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements Clock {
  private volatile long nanos = 1_000_000_000L;
  private volatile double dice = 0.5;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L + nanos / 1_000_000;
  }

  @Override
  public double dice() {
    return dice;
  }

  public void advance(Duration time) {
    nanos += time.toNanos();
  }

  public void rolls(double value) {
    dice = value;
  }
}
