package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;

/** What Prometheus makes of a metric. */
enum Kind {
  GAUGE(0, Otlp.NumberDataPoint.ATTRIBUTES),
  /** A monotonic sum. */
  COUNTER(1, Otlp.NumberDataPoint.ATTRIBUTES),
  /** A sum that may fall: a gauge to Prometheus, without a suffix. */
  UP_DOWN(2, Otlp.NumberDataPoint.ATTRIBUTES),
  HISTOGRAM(3, Otlp.HistogramDataPoint.ATTRIBUTES),
  EXPONENTIAL(4, Otlp.ExponentialHistogramDataPoint.ATTRIBUTES),
  SUMMARY(5, Otlp.SummaryDataPoint.ATTRIBUTES);

  /** What it is called in a {@link MetricKey}. */
  final int id;

  /** The field of its points that holds their attributes. */
  final int attributesField;

  Kind(int id, int attributesField) {
    this.id = id;
    this.attributesField = attributesField;
  }

  /** What the data in that field of a Metric are. */
  static Kind ofData(int field, boolean monotonic) {
    return switch (field) {
      case Otlp.Metric.GAUGE -> GAUGE;
      case Otlp.Metric.SUM -> monotonic ? COUNTER : UP_DOWN;
      case Otlp.Metric.HISTOGRAM -> HISTOGRAM;
      case Otlp.Metric.EXPONENTIAL_HISTOGRAM -> EXPONENTIAL;
      default -> SUMMARY;
    };
  }

  static Kind of(long id) {
    for (Kind kind : values()) {
      if (kind.id == id) return kind;
    }
    throw new IllegalArgumentException("kind " + id);
  }
}
