package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Outcome;

/** Why a data point is left out of a request, what it ends as, and what cures it. */
enum Omission {
  DELTA(
      Outcome.DROPPED_UNTRANSLATABLE,
      "has delta temporality, which Prometheus has no place for",
      "set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative in the SDK, or"
          + " delta_to_cumulative: {enabled: true} here"),
  DELTA_LATE(
      Outcome.DROPPED_UNTRANSLATABLE,
      "is a delta of a time that was counted before",
      "let one sender write each series: give instances a service.instance.id"),
  DELTA_STREAMS(
      Outcome.DROPPED_UNTRANSLATABLE,
      "has delta temporality, and as many series as may be are being added up",
      "raise max_streams of delta_to_cumulative, or send fewer series"),
  NO_TEMPORALITY(
      Outcome.DROPPED_UNTRANSLATABLE,
      "has no aggregation temporality",
      "whoever sends it must say that it is cumulative; SDKs do with"
          + " OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative"),
  METRIC_NAME(
      Outcome.DROPPED_UNTRANSLATABLE,
      "has a name of which nothing is legal in Prometheus",
      "name it in ASCII letters, digits and underscores"),
  ATTRIBUTE_KEY(
      Outcome.DROPPED_UNTRANSLATABLE,
      "has an attribute whose key is empty or holds nothing but underscores",
      "give the attribute a name"),
  SCALE(
      Outcome.DROPPED_UNTRANSLATABLE,
      "is an exponential histogram of a scale below -4, the coarsest of native histograms",
      "give the SDK's exponential histogram aggregation more buckets (max_size)"),
  CONTRADICTORY(
      Outcome.DROPPED_UNTRANSLATABLE,
      "has a point that contradicts itself: bucket counts against the count, bounds that do not"
          + " ascend, or a quantile twice",
      "mend whoever sends it"),
  TOO_LARGE(
      Outcome.DROPPED_UNTRANSLATABLE,
      "makes labels beyond any backend's limit",
      "send fewer or shorter attributes"),
  CONFLICT(
      Outcome.DROPPED_UNTRANSLATABLE,
      "has two values for one series at one time; the first was sent",
      "tell apart what becomes the same labels: give instances a service.instance.id, or scopes"
          + " labels with disable_scope_info: false"),

  // What the backend refused, found out and left out when the rest was sent.
  LATE(
      Outcome.REJECTED_OUT_OF_ORDER,
      "is older than, or differs from, what the backend has of the same series",
      "let one sender write each series, or give the backend an out_of_order_time_window"),
  TOO_OLD(
      Outcome.REJECTED_TOO_OLD,
      "is older than the backend takes at all",
      "look at the sender's clock and at how long it kept the data"),
  TOO_NEW(
      Outcome.REJECTED_INVALID,
      "is more than ten minutes ahead of this machine's clock",
      "set the sender's clock"),
  NATIVE_HISTOGRAM(
      Outcome.REJECTED_INVALID,
      "is an exponential histogram, and the backend does not take native histograms",
      "start Prometheus with --enable-feature=native-histograms, or let the SDK send explicit"
          + " buckets");

  private final Outcome outcome;
  private final String problem;
  private final String cure;

  Omission(Outcome outcome, String problem, String cure) {
    this.outcome = outcome;
    this.problem = problem;
    this.cure = cure;
  }

  Outcome outcome() {
    return outcome;
  }

  /** {@code has delta temporality, ...}, to stand after the metric's name. */
  String problem() {
    return problem;
  }

  String cure() {
    return cure;
  }
}
