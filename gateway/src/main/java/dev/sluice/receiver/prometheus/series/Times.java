package dev.sluice.receiver.prometheus.series;

/** From the times of pages, milliseconds and seconds, to OTLP's nanoseconds since 1970. */
final class Times {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long MAX_MILLIS = Long.MAX_VALUE / NANOS_PER_MILLI;

  private Times() {}

  /** Whether OTLP can say it: from 1970 to 2262. */
  static boolean fits(long millis) {
    return millis >= 0 && millis <= MAX_MILLIS;
  }

  /** {@code millis} {@linkplain #fits fits}. */
  static long nanos(long millis) {
    return millis * NANOS_PER_MILLI;
  }

  /** Zero, which is no time, for what is none: not a number, negative, beyond 2262. */
  static long nanosOfSeconds(double seconds) {
    return seconds > 0 && seconds < Long.MAX_VALUE / NANOS_PER_SECOND
        ? (long) (seconds * NANOS_PER_SECOND)
        : 0;
  }
}
