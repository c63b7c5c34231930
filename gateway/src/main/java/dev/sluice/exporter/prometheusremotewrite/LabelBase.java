package dev.sluice.exporter.prometheusremotewrite;

/** Where the labels stand that all series of a point have. Used again for the next point. */
final class LabelBase {
  int from;
  int length;

  /** Where between them the name of a series belongs, counted from their beginning. */
  int nameAt;

  /** Where its {@code le} or {@code quantile} does; never before the name. */
  int extraAt;

  /** The sum of the labels' hashes. */
  long hash;
}
