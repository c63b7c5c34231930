package dev.sluice.bench.endtoend;

import java.util.Arrays;
import java.util.Locale;

/**
 * How much a measure grew over a run: the slope of Theil and Sen, which is the median of the slopes
 * of all pairs, so that a few peaks mean nothing. The first third is left out, since code is loaded
 * and compiled in it.
 *
 * @param typical the median of the samples
 * @param byRun what the slope comes to over the time that was looked at
 */
record Growth(String what, double typical, double byRun, double seconds) {
  /** Of the typical value. */
  private static final double TOLERATED_SHARE = 0.05;

  /** So many slots stand for all samples; pairs grow with their square. */
  private static final int SLOTS = 60;

  /**
   * Of samples in the order they were taken, at least three.
   *
   * @param seconds when
   */
  static Growth of(String what, double[] seconds, double[] values) {
    if (values.length < 3 || seconds.length != values.length) {
      throw new IllegalArgumentException("%s: %d samples".formatted(what, values.length));
    }
    int from = values.length / 3;
    int slot = (values.length - from + SLOTS - 1) / SLOTS;
    int count = (values.length - from) / slot;
    double[] at = new double[count];
    double[] least = new double[count];
    for (int i = 0; i < count; i++) {
      int begin = from + i * slot;
      at[i] = seconds[begin];
      // The least of some: garbage that waits for its collection is no growth.
      least[i] = Arrays.stream(values, begin, begin + slot).min().orElseThrow();
    }
    double span = seconds[seconds.length - 1] - seconds[from];
    return new Growth(what, median(least), slope(at, least) * span, span);
  }

  /** The median of the slopes of all pairs. */
  private static double slope(double[] at, double[] values) {
    double[] slopes = new double[values.length * (values.length - 1) / 2];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        slopes[next++] = (values[j] - values[i]) / Math.max(1e-9, at[j] - at[i]);
      }
    }
    return slopes.length == 0 ? 0 : median(slopes);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Whether it is more than what comes and goes.
   *
   * @param noise what may always be, in the measure's own unit
   */
  boolean isMoreThan(double noise) {
    return byRun > Math.max(noise, typical * TOLERATED_SHARE);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: typically %.1f, %+.1f in %.0f s", what, typical, byRun, seconds);
  }
}
