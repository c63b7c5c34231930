package dev.sluice.component;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Time and chance, from outside, so that a test decides what they say. The one place where the
 * system's are read.
 */
public interface Clock {
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public double dice() {
          return ThreadLocalRandom.current().nextDouble();
        }
      };

  /** The monotonic clock; only differences mean something. */
  long nanoTime();

  /** The wall clock, for what others are to read. */
  long epochMillis();

  /** A number in [0, 1). */
  double dice();
}
