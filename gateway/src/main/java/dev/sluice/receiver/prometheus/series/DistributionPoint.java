package dev.sluice.receiver.prometheus.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What histograms and summaries share: a count, a sum, and values by bound (upper bounds with
 * cumulative counts, or quantiles). Without a count there is no point.
 */
abstract class DistributionPoint extends Point {
  private static final double[] NONE = {};

  boolean hasCount;
  double count;
  boolean hasSum;
  double sum;

  /** In the order of the page until {@link #sort}. */
  double[] bounds = NONE;

  double[] values = NONE;
  int size;

  private double previousCount = Double.NaN;
  private double previousSum = Double.NaN;

  DistributionPoint(byte[] attributes) {
    super(attributes);
  }

  @Override
  final void clear() {
    hasCount = false;
    hasSum = false;
    size = 0;
  }

  @Override
  final void set(Part part, double bound, double value) {
    switch (part) {
      case COUNT -> {
        if (!hasCount) count = value;
        hasCount = true;
      }
      case SUM -> {
        if (!hasSum) sum = value;
        hasSum = true;
      }
      case BUCKET -> addBucket(bound, value);
      case VALUE, CREATED, NATIVE ->
          throw new IllegalArgumentException("a distribution has no part " + part);
    }
  }

  private void addBucket(double bound, double value) {
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(8, size * 2));
      values = Arrays.copyOf(values, bounds.length);
    }
    bounds[size] = bound;
    values[size] = value;
    size++;
  }

  /** Orders by bound; of several with one bound the first that the page had stays. */
  final void sort() {
    if (isStrictlyAscending()) return;
    double[] oldBounds = bounds;
    double[] oldValues = values;
    List<Integer> order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> oldBounds[i]))
            .toList();
    bounds = new double[size];
    values = new double[size];
    int kept = 0;
    for (int i : order) {
      if (kept > 0 && bounds[kept - 1] == oldBounds[i]) continue;
      bounds[kept] = oldBounds[i];
      values[kept++] = oldValues[i];
    }
    size = kept;
  }

  private boolean isStrictlyAscending() {
    for (int i = 1; i < size; i++) {
      if (bounds[i - 1] >= bounds[i]) return false;
    }
    return true;
  }

  @Override
  final boolean isIncomplete() {
    return !hasCount;
  }

  @Override
  final boolean hasFallen() {
    boolean fallen = count < previousCount || (hasSum && sum < previousSum);
    previousCount = count;
    previousSum = hasSum ? sum : Double.NaN;
    return fallen;
  }

  /** A count as OTLP has it: whole, not negative; nonsense is 0. */
  static long whole(double value) {
    return value > 0 ? (long) value : 0;
  }
}
