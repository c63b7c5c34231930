package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;

/** What Prometheus makes of a metric. */
enum Kind {
  GAUGE(Otlp.NumberDataPoint.ATTRIBUTES, "gauge"),
  /** A monotonic sum. */
  COUNTER(Otlp.NumberDataPoint.ATTRIBUTES, "sum"),
  /** A sum that may fall: a gauge to Prometheus, without a suffix. */
  UP_DOWN(Otlp.NumberDataPoint.ATTRIBUTES, "sum"),
  HISTOGRAM(Otlp.HistogramDataPoint.ATTRIBUTES, "histogram"),
  EXPONENTIAL(Otlp.ExponentialHistogramDataPoint.ATTRIBUTES, "exponential histogram"),
  SUMMARY(Otlp.SummaryDataPoint.ATTRIBUTES, "summary");

  private static final Kind[] ALL = values();

  /** The field of its points that holds their attributes. */
  final int attributesField;

  /** What OTLP calls it, in sentences. */
  final String word;

  Kind(int attributesField, String word) {
    this.attributesField = attributesField;
    this.word = word;
  }

  /** Whether a point's key ends in a {@link KeyTail}. */
  boolean hasTail() {
    return this == HISTOGRAM || this == SUMMARY;
  }

  static Kind of(int ordinal) {
    return ALL[ordinal];
  }
}
