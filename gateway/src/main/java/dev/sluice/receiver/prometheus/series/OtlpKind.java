package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.receiver.prometheus.page.FamilyType;

/** What a family becomes in OTLP. */
enum OtlpKind {
  GAUGE(Otlp.Metric.GAUGE, Otlp.NumberDataPoint.ATTRIBUTES),
  MONOTONIC_SUM(Otlp.Metric.SUM, Otlp.NumberDataPoint.ATTRIBUTES),
  OTHER_SUM(Otlp.Metric.SUM, Otlp.NumberDataPoint.ATTRIBUTES),
  HISTOGRAM(Otlp.Metric.HISTOGRAM, Otlp.HistogramDataPoint.ATTRIBUTES),
  EXPONENTIAL_HISTOGRAM(
      Otlp.Metric.EXPONENTIAL_HISTOGRAM, Otlp.ExponentialHistogramDataPoint.ATTRIBUTES),
  SUMMARY(Otlp.Metric.SUMMARY, Otlp.SummaryDataPoint.ATTRIBUTES);

  private final int dataField;
  private final int attributesField;

  OtlpKind(int dataField, int attributesField) {
    this.dataField = dataField;
    this.attributesField = attributesField;
  }

  static OtlpKind of(FamilyType type) {
    return switch (type) {
      case COUNTER -> MONOTONIC_SUM;
      case INFO, STATE_SET -> OTHER_SUM;
      case HISTOGRAM -> HISTOGRAM;
      case SUMMARY -> SUMMARY;
      case GAUGE, GAUGE_HISTOGRAM, UNKNOWN -> GAUGE;
    };
  }

  /** The field of a Metric message that holds its data. */
  int dataField() {
    return dataField;
  }

  /** The field of a data point that holds its attributes. */
  int attributesField() {
    return attributesField;
  }

  /** Whether its points say that they are cumulative; gauges and summaries cannot. */
  boolean hasTemporality() {
    return isSum() || this == HISTOGRAM || this == EXPONENTIAL_HISTOGRAM;
  }

  boolean isSum() {
    return dataField == Otlp.Metric.SUM;
  }

  /** Whether points have a start time. */
  boolean isCumulative() {
    return this != GAUGE;
  }

  /** The label that says which part of a point a sample is; empty if a sample is a point. */
  String partLabel() {
    return switch (this) {
      case HISTOGRAM -> "le";
      case SUMMARY -> "quantile";
      case GAUGE, MONOTONIC_SUM, OTHER_SUM, EXPONENTIAL_HISTOGRAM -> "";
    };
  }
}
