package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;

/**
 * OTLP's times and numbers as Prometheus'. Values are carried as bits, not as doubles, so that no
 * NaN loses its payload on the way.
 */
final class Values {
  /** The NaN that says: from here on the series has no value. */
  static final long STALE = 0x7FF0000000000002L;

  static final long ONE = Double.doubleToRawLongBits(1);

  private static final long NANOS_PER_MILLI = 1_000_000;

  private Values() {}

  /** Towards zero, as the collector does. */
  static long millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }

  /** As {@link #millis}, where 0 means that nothing is known, and must not come of rounding. */
  static long startMillis(long nanos) {
    return nanos != 0 && nanos > -NANOS_PER_MILLI && nanos < NANOS_PER_MILLI ? 1 : millis(nanos);
  }

  /** Beyond 2^53 the nearest double. */
  static long ofInteger(long value) {
    return Double.doubleToRawLongBits((double) value);
  }

  /** A count, which is unsigned. */
  static long ofCount(long value) {
    if (value >= 0) return ofInteger(value);
    // Half of it, rounded to odd, then doubled: the nearest double of the unsigned number.
    return Double.doubleToRawLongBits((double) ((value >>> 1) | (value & 1)) * 2);
  }

  static boolean isNoValue(long flags) {
    return (flags & Otlp.DataPointFlags.NO_RECORDED_VALUE_MASK) != 0;
  }
}
