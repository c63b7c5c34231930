package dev.sluice.exporter.debug;

import dev.sluice.otlp.Otlp;
import java.util.List;

/**
 * Which of its alternatives a metric holds.
 *
 * @param data the Gauge, Sum and so on
 * @param attributesField where the attributes stand in this kind of point
 */
record MetricData(Type type, Fields data, List<Fields> points, int attributesField) {
  static final Fields.OneOf POINT_VALUE =
      cursor ->
          cursor.isFixed64(Otlp.NumberDataPoint.AS_DOUBLE)
              || cursor.isFixed64(Otlp.NumberDataPoint.AS_INT);

  private static final Fields.OneOf DATA =
      cursor ->
          cursor.isLen(Otlp.Metric.GAUGE)
              || cursor.isLen(Otlp.Metric.SUM)
              || cursor.isLen(Otlp.Metric.HISTOGRAM)
              || cursor.isLen(Otlp.Metric.EXPONENTIAL_HISTOGRAM)
              || cursor.isLen(Otlp.Metric.SUMMARY);

  enum Type {
    EMPTY("Empty"),
    GAUGE("Gauge"),
    SUM("Sum"),
    HISTOGRAM("Histogram"),
    EXPONENTIAL_HISTOGRAM("ExponentialHistogram"),
    SUMMARY("Summary");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** As the collector calls it. */
    String word() {
      return word;
    }
  }

  static MetricData of(Fields metric) {
    int field = metric.lastOf(DATA);
    Fields data = field == 0 ? Fields.NONE : metric.message(field);
    return switch (field) {
      case Otlp.Metric.GAUGE ->
          of(Type.GAUGE, data, Otlp.Gauge.DATA_POINTS, Otlp.NumberDataPoint.ATTRIBUTES);
      case Otlp.Metric.SUM ->
          of(Type.SUM, data, Otlp.Sum.DATA_POINTS, Otlp.NumberDataPoint.ATTRIBUTES);
      case Otlp.Metric.HISTOGRAM ->
          of(Type.HISTOGRAM, data, Otlp.Histogram.DATA_POINTS, Otlp.HistogramDataPoint.ATTRIBUTES);
      case Otlp.Metric.EXPONENTIAL_HISTOGRAM ->
          of(
              Type.EXPONENTIAL_HISTOGRAM,
              data,
              Otlp.ExponentialHistogram.DATA_POINTS,
              Otlp.ExponentialHistogramDataPoint.ATTRIBUTES);
      case Otlp.Metric.SUMMARY ->
          of(Type.SUMMARY, data, Otlp.Summary.DATA_POINTS, Otlp.SummaryDataPoint.ATTRIBUTES);
      default -> new MetricData(Type.EMPTY, data, List.of(), 0);
    };
  }

  private static MetricData of(Type type, Fields data, int pointsField, int attributesField) {
    return new MetricData(type, data, data.messages(pointsField), attributesField);
  }
}
