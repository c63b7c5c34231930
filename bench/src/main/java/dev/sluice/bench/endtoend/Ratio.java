package dev.sluice.bench.endtoend;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How much one side costs of what the other does, by pairs of runs that were made one right after
 * the other: what the machine does meanwhile then meets both. The geometric mean, since half and
 * double must cancel out.
 */
record Ratio(double mean, double lowest, double highest) {
  /** Pairs of figures that are above 0, at least one. */
  static Ratio of(List<Double> ours, List<Double> theirs) {
    if (ours.isEmpty() || ours.size() != theirs.size()) {
      throw new IllegalArgumentException("%s against %s".formatted(ours, theirs));
    }
    double[] ratios =
        IntStream.range(0, ours.size()).mapToDouble(i -> ours.get(i) / theirs.get(i)).toArray();
    double logarithms = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = 0;
    for (double ratio : ratios) {
      logarithms += Math.log(ratio);
      lowest = Math.min(lowest, ratio);
      highest = Math.max(highest, ratio);
    }
    return new Ratio(Math.exp(logarithms / ratios.length), lowest, highest);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", mean, lowest, highest);
  }
}
