package dev.sluice.testkit;

import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/** Metrics in few words, and batches of them. */
public final class Metrics {
  private Metrics() {}

  /** What an OTLP receiver makes of a request; nobody answers for it. */
  public static Batch batch(ExportMetricsServiceRequest request) {
    return batch(request.toByteArray());
  }

  public static Batch batch(byte[] request) {
    Scanned scanned = OtlpScan.scan(Signal.METRICS, request, ScanLimits.DEFAULT);
    var fan = new Fan(List.of(), Math.max(1, scanned.items()), 0);
    return Batch.ofRequest(Signal.METRICS, scanned.groups(), fan, Metadata.EMPTY);
  }

  /** The same, answered for in {@code branch}. */
  public static Batch batch(Branch branch, ExportMetricsServiceRequest request) {
    byte[] bytes = request.toByteArray();
    Scanned scanned = OtlpScan.scan(Signal.METRICS, bytes, ScanLimits.DEFAULT);
    if (!branch.tryReserve(bytes.length)) throw new IllegalStateException("no room");
    var fan = new Fan(List.of(branch), scanned.items(), bytes.length);
    return Batch.ofRequest(Signal.METRICS, scanned.groups(), fan, Metadata.EMPTY).forBranch(0);
  }

  public static ExportMetricsServiceRequest request(Resource resource, Metric... metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource)
                .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
        .build();
  }

  /** Key and value in turn. */
  public static Resource resource(String... attributes) {
    return Resource.newBuilder().addAllAttributes(attributes(attributes)).build();
  }

  /** Key and value in turn. */
  public static List<KeyValue> attributes(String... attributes) {
    var list = new ArrayList<KeyValue>();
    for (int i = 0; i < attributes.length; i += 2) {
      list.add(attribute(attributes[i], AnyValue.newBuilder().setStringValue(attributes[i + 1])));
    }
    return list;
  }

  public static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  public static NumberDataPoint.Builder point(double value, long nanos, String... attributes) {
    return NumberDataPoint.newBuilder()
        .setAsDouble(value)
        .setTimeUnixNano(nanos)
        .addAllAttributes(attributes(attributes));
  }

  public static Metric gauge(String name, String unit, NumberDataPoint.Builder... points) {
    var gauge = Gauge.newBuilder();
    for (NumberDataPoint.Builder point : points) gauge.addDataPoints(point);
    return Metric.newBuilder().setName(name).setUnit(unit).setGauge(gauge).build();
  }

  public static Metric counter(String name, String unit, NumberDataPoint.Builder... points) {
    return sum(name, unit, true, AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE, points);
  }

  public static Metric sum(
      String name,
      String unit,
      boolean monotonic,
      AggregationTemporality temporality,
      NumberDataPoint.Builder... points) {
    var sum = Sum.newBuilder().setIsMonotonic(monotonic).setAggregationTemporality(temporality);
    for (NumberDataPoint.Builder point : points) sum.addDataPoints(point);
    return Metric.newBuilder().setName(name).setUnit(unit).setSum(sum).build();
  }

  public static Metric histogram(String name, String unit, HistogramDataPoint.Builder... points) {
    var histogram =
        Histogram.newBuilder()
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (HistogramDataPoint.Builder point : points) histogram.addDataPoints(point);
    return Metric.newBuilder().setName(name).setUnit(unit).setHistogram(histogram).build();
  }
}
