package dev.sluice.telemetry;

/** What Prometheus' text calls the kind of a metric. */
enum MetricType {
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram"),
  SUMMARY("summary");

  private final String word;

  MetricType(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static MetricType of(String word) {
    for (MetricType type : values()) {
      if (type.word.equals(word)) return type;
    }
    throw new IllegalArgumentException("there is no type '%s' of metrics".formatted(word));
  }
}
