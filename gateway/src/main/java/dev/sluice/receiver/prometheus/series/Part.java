package dev.sluice.receiver.prometheus.series;

/** Which part of a data point a series is. */
enum Part {
  VALUE,
  /** Of histograms and summaries. */
  COUNT,
  SUM,
  /** A bucket with its upper bound, or a quantile. */
  BUCKET,
  /** The time at which the count began, in seconds. */
  CREATED,
  /** A whole native histogram. */
  NATIVE
}
