package dev.sluice.receiver.prometheus;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one scrape brought; easier to ask than the generated class. */
record Scrape(ExportMetricsServiceRequest request) {

  /** Values of gauges and sums by name; NaN for a stale marker. */
  Map<String, Double> values() {
    var values = new TreeMap<String, Double>();
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) put(metric, values);
      }
    }
    return values;
  }

  private static void put(Metric metric, Map<String, Double> values) {
    List<NumberDataPoint> points =
        metric.hasSum()
            ? metric.getSum().getDataPointsList()
            : metric.getGauge().getDataPointsList();
    for (NumberDataPoint point : points) {
      values.put(metric.getName(), point.getFlags() == 1 ? Double.NaN : point.getAsDouble());
    }
  }

  /** How many points a gauge has. */
  int points(String name) {
    int points = 0;
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          if (metric.getName().equals(name)) points += metric.getGauge().getDataPointsCount();
        }
      }
    }
    return points;
  }

  /** The time of the first point of a gauge or a sum. */
  long millis(String name) {
    return point(name).getTimeUnixNano() / 1_000_000;
  }

  long startNanos(String name) {
    return point(name).getStartTimeUnixNano();
  }

  Map<String, String> attributes(String name) {
    var attributes = new TreeMap<String, String>();
    for (KeyValue attribute : point(name).getAttributesList()) {
      attributes.put(attribute.getKey(), attribute.getValue().getStringValue());
    }
    return attributes;
  }

  private NumberDataPoint point(String name) {
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          if (!metric.getName().equals(name)) continue;
          return metric.hasSum()
              ? metric.getSum().getDataPoints(0)
              : metric.getGauge().getDataPoints(0);
        }
      }
    }
    throw new AssertionError("no metric " + name);
  }

  boolean isUp() {
    return values().get("up") == 1;
  }

  /** The instance of its first resource. */
  String instance() {
    for (KeyValue attribute : request.getResourceMetrics(0).getResource().getAttributesList()) {
      if (attribute.getKey().equals("service.instance.id")) {
        return attribute.getValue().getStringValue();
      }
    }
    throw new AssertionError("no instance");
  }
}
