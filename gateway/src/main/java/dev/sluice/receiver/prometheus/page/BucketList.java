package dev.sluice.receiver.prometheus.page;

import java.util.Arrays;

/** The buckets of a classic histogram, or the quantiles of a summary, in the order of the page. */
final class BucketList {
  double[] bounds = new double[32];
  double[] values = new double[32];

  /** Where the bucket's exemplar stands; the end is 0 if there is none. */
  int[] exemplarFrom = new int[32];

  int[] exemplarTo = new int[32];
  int size;

  void clear() {
    size = 0;
  }

  /** Adds one, all zeros, and returns its index. */
  int add() {
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, size * 2);
      values = Arrays.copyOf(values, size * 2);
      exemplarFrom = Arrays.copyOf(exemplarFrom, size * 2);
      exemplarTo = Arrays.copyOf(exemplarTo, size * 2);
    }
    bounds[size] = 0;
    values[size] = 0;
    exemplarFrom[size] = 0;
    exemplarTo[size] = 0;
    return size++;
  }
}
