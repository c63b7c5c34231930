package dev.sluice.exporter.prometheusremotewrite;

/** Why a data point cannot be said in remote write, and what cures it. */
enum Untranslatable {
  DELTA(
      "has delta temporality, which Prometheus has no place for",
      "set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative in the SDK"),
  NO_TEMPORALITY(
      "has no aggregation temporality",
      "whoever sends it must say that it is cumulative; SDKs do with"
          + " OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative"),
  METRIC_NAME(
      "has a name of which nothing is legal in Prometheus",
      "name it in ASCII letters, digits and underscores"),
  ATTRIBUTE_KEY(
      "has an attribute whose key is empty or holds nothing but underscores",
      "give the attribute a name"),
  SCALE(
      "is an exponential histogram of a scale below -4, the coarsest of native histograms",
      "give the SDK's exponential histogram aggregation more buckets (max_size)"),
  CONTRADICTORY(
      "has a point that contradicts itself: bucket counts against the count, bounds that do not"
          + " ascend, or a quantile twice",
      "mend whoever sends it"),
  TOO_LARGE("makes labels beyond any backend's limit", "send fewer or shorter attributes");

  private final String problem;
  private final String cure;

  Untranslatable(String problem, String cure) {
    this.problem = problem;
    this.cure = cure;
  }

  /** {@code has delta temporality, ...}, to stand after the metric's name. */
  String problem() {
    return problem;
  }

  String cure() {
    return cure;
  }
}
