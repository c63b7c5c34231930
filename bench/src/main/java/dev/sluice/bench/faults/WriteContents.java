package dev.sluice.bench.faults;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prometheus remote write 1.0: {@code timeseries = 1 { labels = 1 { name = 1, value = 2 }, samples
 * = 2 { value = 1, timestamp = 2 } }}. Series whose name does not begin with {@code bench} are what
 * a translation adds, and are passed over.
 */
final class WriteContents {
  private final Originals originals;

  WriteContents(Originals originals) {
    this.originals = originals;
  }

  private record Point(Map<String, String> labels, double value, long millis) {}

  List<Arrival> read(byte[] body) throws IOException {
    var arrivals = new ArrayList<Arrival>();
    Fields.eachIn(body, 1, series -> series(series, arrivals));
    return arrivals;
  }

  private void series(byte[] series, List<Arrival> arrivals) throws IOException {
    var labels = new TreeMap<String, String>();
    var points = new ArrayList<Point>();
    Fields.each(
        series,
        (field, tag, in) -> {
          switch (field) {
            case 1 -> label(in.readByteArray(), labels);
            case 2 -> points.add(point(in.readByteArray(), labels));
            default -> in.skipField(tag);
          }
        });
    String name = labels.getOrDefault("__name__", "");
    if (name.equals("target_info")) return;
    for (Point point : points) arrivals.add(arrival(point));
  }

  private static void label(byte[] label, Map<String, String> labels) throws IOException {
    var pair = new String[] {"", ""};
    Fields.each(
        label,
        (field, tag, in) -> {
          if (field == 1 || field == 2) {
            pair[field - 1] = in.readString();
          } else {
            in.skipField(tag);
          }
        });
    labels.put(pair[0], pair[1]);
  }

  private static Point point(byte[] sample, Map<String, String> labels) throws IOException {
    var value = new double[1];
    var millis = new long[1];
    Fields.each(
        sample,
        (field, tag, in) -> {
          switch (field) {
            case 1 -> value[0] = in.readDouble();
            case 2 -> millis[0] = in.readInt64();
            default -> in.skipField(tag);
          }
        });
    return new Point(labels, value[0], millis[0]);
  }

  private Arrival arrival(Point point) {
    long number = (long) point.value;
    if (number != point.value || !Arrival.isPossible(number)) {
      return Arrival.unknown(point);
    }
    // Some translations say the scope on every series; it is held against the truth where it is.
    Point sent = expected(originals.metrics(number), number);
    var labels = new TreeMap<>(sent.labels);
    if (point.labels.containsKey("otel_scope_name")) {
      labels.put("otel_scope_name", "bench");
      labels.put("otel_scope_version", "1");
    }
    return Arrival.of(number, point, new Point(labels, sent.value, sent.millis))
        .inSeries(point.labels.toString());
  }

  private static Point expected(ResourceMetrics sent, long number) {
    int index = Originals.index(number);
    var metrics = sent.getScopeMetrics(0).getMetricsList();
    int each = points(metrics.get(0)).size();
    Metric metric = metrics.get(index / each);
    NumberDataPoint point = points(metric).get(index % each);
    var labels = new TreeMap<String, String>();
    String name = metric.getName().replace('.', '_');
    labels.put("__name__", metric.hasSum() ? name + "_total" : name);
    labels.put(
        "job",
        LokiContents.attribute(sent.getResource(), "service.namespace")
            + "/"
            + LokiContents.attribute(sent.getResource(), "service.name"));
    labels.put("instance", LokiContents.attribute(sent.getResource(), "service.instance.id"));
    for (KeyValue pair : point.getAttributesList()) {
      var value = pair.getValue();
      labels.put(
          pair.getKey().replace('.', '_'),
          value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
    }
    return new Point(labels, point.getAsDouble(), point.getTimeUnixNano() / 1_000_000);
  }

  private static List<NumberDataPoint> points(Metric metric) {
    return metric.hasSum()
        ? metric.getSum().getDataPointsList()
        : metric.getGauge().getDataPointsList();
  }
}
