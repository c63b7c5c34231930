package dev.sluice.bench.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;

/**
 * The requests, as an application's SDK sends them: one resource, one scope, many items; large ones
 * have several resources, as those of a relay. {@link Stencil} fills in what is fresh in each. The
 * names of all metrics begin with {@code bench}.
 */
final class Requests {
  private static final int POINTS_PER_METRIC = 20;

  private static final Resource RESOURCE = resource("checkout");
  private static final InstrumentationScope SCOPE =
      InstrumentationScope.newBuilder().setName("bench").setVersion("1").build();
  private static final ByteString TRACE_ID = ByteString.copyFrom(Stencil.TRACE_ID_MARK, ISO_8859_1);
  private static final ByteString SPAN_ID = ByteString.copyFrom(Stencil.SPAN_ID_MARK, ISO_8859_1);

  private Requests() {}

  /** The bytes of a request, with marks where something is fresh. */
  static byte[] withMarks(Shape shape) {
    var request = new ByteArrayOutputStream();
    Resource resource = shape.services() ? resource("checkout-" + Stencil.SERVICE_MARK) : RESOURCE;
    // Requests that follow each other are a request.
    byte[] one = ofOne(resource, shape.kind(), shape.itemsOfResource());
    for (int i = 0; i < shape.resources(); i++) request.writeBytes(one);
    return request.toByteArray();
  }

  private static byte[] ofOne(Resource resource, Kind kind, int count) {
    return switch (kind) {
      case TRACES -> traces(resource, count);
      case LOGS -> logs(resource, count);
      case METRICS -> metrics(resource, count);
    };
  }

  private static Resource resource(String service) {
    return Resource.newBuilder()
        .addAttributes(text("service.name", service))
        .addAttributes(text("service.namespace", "shop"))
        .addAttributes(text("service.version", "1.4.2"))
        .addAttributes(text("service.instance.id", "checkout-7d9f8b6c5-" + Stencil.POD_MARK))
        .addAttributes(text("deployment.environment", "load"))
        .addAttributes(text("k8s.pod.name", "checkout-7d9f8b6c5-" + Stencil.POD_MARK))
        .build();
  }

  private static byte[] traces(Resource resource, int count) {
    var scope = ScopeSpans.newBuilder().setScope(SCOPE);
    for (int i = 0; i < count; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(TRACE_ID)
              .setSpanId(SPAN_ID)
              .setName("GET /cart/{id}")
              .setKind(Span.SpanKind.SPAN_KIND_SERVER)
              .setStartTimeUnixNano(Stencil.TIME_MARK)
              .setEndTimeUnixNano(Stencil.END_MARK)
              .addAttributes(text("http.request.method", "GET"))
              .addAttributes(text("url.path", "/cart/" + Stencil.NUMBER_MARK))
              .addAttributes(text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"))
              .addAttributes(text("http.route", "/cart/{id}"))
              .addAttributes(number("http.response.status_code", 200))
              .addAttributes(text("server.address", "checkout.shop.svc.cluster.local"))
              .addAttributes(number("server.port", 8080))
              .addAttributes(text("network.protocol.version", "1.1"))
              .addAttributes(text("thread.name", "http-nio-8080-exec-" + i % 10)));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static byte[] logs(Resource resource, int count) {
    var scope = ScopeLogs.newBuilder().setScope(SCOPE);
    String body = "#%s order placed, three items, total 42.70".formatted(Stencil.NUMBER_MARK);
    for (int i = 0; i < count; i++) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano(Stencil.TIME_MARK)
              .setSeverityNumberValue(9)
              .setSeverityText("INFO")
              .setBody(AnyValue.newBuilder().setStringValue(body))
              .addAttributes(text("logger", "shop.checkout.OrderService"))
              .addAttributes(text("thread.name", "http-nio-8080-exec-" + i % 10))
              .setTraceId(TRACE_ID)
              .setSpanId(SPAN_ID));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  private static byte[] metrics(Resource resource, int count) {
    var scope = ScopeMetrics.newBuilder().setScope(SCOPE);
    for (int from = 0; from < count; from += POINTS_PER_METRIC) {
      int metric = from / POINTS_PER_METRIC;
      int to = Math.min(count, from + POINTS_PER_METRIC);
      scope.addMetrics(metric % 2 == 0 ? sum(metric, from, to) : gauge(metric, from, to));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(resource).addScopeMetrics(scope))
        .build()
        .toByteArray();
  }

  private static Metric sum(int metric, int from, int to) {
    var sum =
        Sum.newBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (int i = from; i < to; i++) sum.addDataPoints(point(i));
    return Metric.newBuilder().setName("bench.requests." + metric).setSum(sum).build();
  }

  private static Metric gauge(int metric, int from, int to) {
    var gauge = Gauge.newBuilder();
    for (int i = from; i < to; i++) gauge.addDataPoints(point(i));
    return Metric.newBuilder().setName("bench.queue." + metric).setGauge(gauge).build();
  }

  private static NumberDataPoint point(int index) {
    return NumberDataPoint.newBuilder()
        .setStartTimeUnixNano(1_700_000_000_000_000_000L)
        .setTimeUnixNano(Stencil.NOW_MARK)
        .setAsDouble(Stencil.VALUE_MARK)
        .addAttributes(text("http.request.method", index % 2 == 0 ? "GET" : "POST"))
        .addAttributes(text("http.route", "/cart/%s/items".formatted(Stencil.SERIES_MARK)))
        .addAttributes(number("http.response.status_code", 200))
        .addAttributes(text("url.scheme", "https"))
        .build();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
