package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.Load;
import java.util.function.LongUnaryOperator;

/**
 * When an item happened, as a pure function of its number, so that a backend knows what a time must
 * be. Items of a request share it.
 */
record Timeline(long startNanos, long nanosPerItem) implements LongUnaryOperator {
  /** From now on, at this rate. */
  static Timeline at(int itemsPerSecond) {
    return new Timeline(
        System.currentTimeMillis() * 1_000_000, 1_000_000_000L / Math.max(1, itemsPerSecond));
  }

  @Override
  public long applyAsLong(long number) {
    return startNanos + number / Load.ITEMS * Load.ITEMS * nanosPerItem;
  }
}
