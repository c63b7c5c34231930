package dev.sluice.otlp;

import dev.sluice.wire.ProtoCursor;

/**
 * Finds a metric's points. The kinds of data are alternatives of a {@code oneof}: parts of the same
 * kind in a row are merged, and another kind takes the place of what came before. May be used for
 * one metric after the other.
 */
final class MetricData {
  /** The points' field in all five kinds of data. */
  static final int POINTS = Otlp.Gauge.DATA_POINTS;

  private final ProtoCursor metric = new ProtoCursor();
  private final ProtoCursor data = new ProtoCursor();

  private int field;
  private int start;
  private int points;

  /** Reads the Metric message in that range. */
  void read(byte[] array, int from, int to) {
    field = 0;
    start = to;
    points = 0;
    metric.reset(array, from, to);
    while (metric.next()) {
      if (!isData(metric)) continue;
      if (metric.field() != field) {
        field = metric.field();
        start = metric.fieldStart();
        points = 0;
      }
      points += count(metric.into(data), POINTS);
    }
  }

  /** Whether a metric's field is one of the kinds of data. */
  static boolean isData(ProtoCursor metric) {
    return metric.isLen(Otlp.Metric.GAUGE)
        || metric.isLen(Otlp.Metric.SUM)
        || metric.isLen(Otlp.Metric.HISTOGRAM)
        || metric.isLen(Otlp.Metric.EXPONENTIAL_HISTOGRAM)
        || metric.isLen(Otlp.Metric.SUMMARY);
  }

  /** How many messages (or texts) of that field are still before the cursor. */
  static int count(ProtoCursor message, int field) {
    int count = 0;
    while (message.next()) {
      if (message.isLen(field)) count++;
    }
    return count;
  }

  /** The kind of data that counts; 0 if the metric has none. */
  int field() {
    return field;
  }

  /** Where the first part of the data that counts stands; all later data fields are parts too. */
  int start() {
    return start;
  }

  int points() {
    return points;
  }
}
