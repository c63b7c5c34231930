package dev.sluice.otlp;

/**
 * What kind of telemetry a request carries. An item is a span, a data point (of any of the five
 * kinds) or a log record.
 */
public enum Signal {
  TRACES("traces", "spans", "span"),
  METRICS("metrics", "metric_points", "data point"),
  LOGS("logs", "log_records", "log record");

  private final String id;
  private final String itemsInMetrics;
  private final String item;

  Signal(String id, String itemsInMetrics, String item) {
    this.id = id;
    this.itemsInMetrics = itemsInMetrics;
    this.item = item;
  }

  /** The name in configurations and labels: {@code traces}. */
  public String id() {
    return id;
  }

  /** How the collector's metric names call the items: {@code spans}, {@code metric_points}. */
  public String itemsInMetrics() {
    return itemsInMetrics;
  }

  /** What one item is called in a sentence; the plural adds an s. */
  public String item() {
    return item;
  }

  /** {@code 1 span}, {@code 512 log records}. */
  public String count(long items) {
    return items + " " + item + (items == 1 ? "" : "s");
  }
}
