package dev.sluice.bench.endtoend;

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
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;

/**
 * Export requests whose items carry their number: a span as its id, a log record in its body, a
 * data point as its value. Times and values are fresh in every request.
 */
final class Requests {
  /** Series per metric; a point's series is its number modulo this. */
  static final int SERIES = 500;

  private static final long K1 = 0x9E3779B97F4A7C15L;

  private static final Resource RESOURCE =
      Resource.newBuilder()
          .addAttributes(text("service.name", "checkout"))
          .addAttributes(text("service.namespace", "shop"))
          .addAttributes(text("service.version", "1.4.2"))
          .addAttributes(text("deployment.environment", "load"))
          .addAttributes(text("host.name", "node-1"))
          .build();
  private static final InstrumentationScope SCOPE =
      InstrumentationScope.newBuilder().setName("bench").setVersion("1").build();

  private Requests() {}

  static byte[] make(Kind kind, long from, int count) {
    return switch (kind) {
      case TRACES -> traces(from, count);
      case LOGS -> logs(from, count);
      case METRICS -> metrics(from, count);
    };
  }

  private static byte[] traces(long from, int count) {
    var scope = ScopeSpans.newBuilder().setScope(SCOPE);
    long now = nanos();
    for (long id = from; id < from + count; id++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(bytes(id * K1 | 1, ~id))
              .setSpanId(bytes(id + 1))
              .setName("GET /cart/{id}")
              .setKind(Span.SpanKind.SPAN_KIND_SERVER)
              .setStartTimeUnixNano(now - 1_000_000)
              .setEndTimeUnixNano(now)
              .addAttributes(text("http.request.method", "GET"))
              .addAttributes(text("url.path", "/cart/" + id))
              .addAttributes(text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"))
              .addAttributes(text("http.route", "/cart/{id}"))
              .addAttributes(number("http.response.status_code", 200))
              .addAttributes(text("server.address", "checkout.shop.svc.cluster.local"))
              .addAttributes(number("server.port", 8080))
              .addAttributes(text("network.protocol.version", "1.1"))
              .addAttributes(text("thread.name", "http-nio-8080-exec-" + id % 200)));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(RESOURCE).addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static byte[] logs(long from, int count) {
    var scope = ScopeLogs.newBuilder().setScope(SCOPE);
    long now = nanos();
    for (long id = from; id < from + count; id++) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano(now + id % 1000)
              .setSeverityNumberValue(9)
              .setSeverityText("INFO")
              .setBody(
                  AnyValue.newBuilder()
                      .setStringValue("#%d order placed, three items, total 42.70".formatted(id)))
              .addAttributes(text("logger", "shop.checkout.OrderService")));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(RESOURCE).addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  private static byte[] metrics(long from, int count) {
    var gauge = Gauge.newBuilder();
    long now = nanos();
    for (long id = from; id < from + count; id++) {
      gauge.addDataPoints(
          NumberDataPoint.newBuilder()
              .setTimeUnixNano(now)
              .setAsDouble((double) id)
              .addAttributes(text("series", "s" + id % SERIES)));
    }
    var scope =
        ScopeMetrics.newBuilder()
            .setScope(SCOPE)
            .addMetrics(Metric.newBuilder().setName("bench.points").setGauge(gauge));
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(RESOURCE).addScopeMetrics(scope))
        .build()
        .toByteArray();
  }

  private static long nanos() {
    return System.currentTimeMillis() * 1_000_000;
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

  private static ByteString bytes(long... words) {
    var buffer = ByteBuffer.allocate(words.length * Long.BYTES);
    for (long word : words) buffer.putLong(word);
    return ByteString.copyFrom(buffer.flip());
  }
}
