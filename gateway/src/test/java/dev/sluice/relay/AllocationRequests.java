package dev.sluice.relay;

import com.google.protobuf.ByteString;
import dev.sluice.otlp.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Requests of one signal, as an application sends it: one resource, many items. */
final class AllocationRequests {
  private static final Resource RESOURCE =
      Resource.newBuilder().addAttributes(text("service.name", "checkout")).build();
  private static final long NOW = 1_700_000_000_000_000_000L;

  /** The time that is another one in each request. */
  private static final long LATER = NOW + 3_600_000_000_000L;

  private final byte[] request;
  private final int[] timePlaces;
  private final AtomicLong made = new AtomicLong();

  private AllocationRequests(byte[] request) {
    this.request = request;
    var bytes = ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
    this.timePlaces =
        IntStream.rangeClosed(0, request.length - Long.BYTES)
            .filter(at -> bytes.getLong(at) == LATER)
            .toArray();
  }

  static AllocationRequests of(Signal signal, int items) {
    return new AllocationRequests(
        switch (signal) {
          case TRACES -> spans(items);
          case LOGS -> records(items);
          case METRICS -> points(items);
        });
  }

  int length() {
    return request.length;
  }

  /** The same request at a later time: a point that says nothing new would not be sent on. */
  byte[] next() {
    byte[] fresh = request.clone();
    var bytes = ByteBuffer.wrap(fresh).order(ByteOrder.LITTLE_ENDIAN);
    long time = LATER + made.getAndIncrement() * 1_000_000;
    for (int place : timePlaces) bytes.putLong(place, time);
    return fresh;
  }

  private static byte[] spans(int count) {
    var scope = ScopeSpans.newBuilder();
    for (long i = 1; i <= count; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(bytes(i * 0x9E3779B97F4A7C15L, ~i))
              .setSpanId(bytes(i))
              .setName("GET /cart/{id}")
              .setKind(Span.SpanKind.SPAN_KIND_SERVER)
              .setStartTimeUnixNano(1_700_000_000_000_000_000L + i)
              .setEndTimeUnixNano(1_700_000_000_001_000_000L + i)
              .addAttributes(text("http.request.method", "GET"))
              .addAttributes(text("url.path", "/cart/" + i))
              .addAttributes(text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"))
              .addAttributes(text("server.address", "checkout.shop.svc.cluster.local"))
              .addAttributes(text("thread.name", "http-nio-8080-exec-" + i % 20)));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(RESOURCE).addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static byte[] records(int count) {
    var scope = ScopeLogs.newBuilder();
    for (long i = 1; i <= count; i++) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano(NOW + i)
              .setSeverityNumberValue(9)
              .setSeverityText("INFO")
              .setBody(
                  AnyValue.newBuilder().setStringValue("order %d placed, three items".formatted(i)))
              .addAttributes(text("logger", "shop.checkout.OrderService"))
              .addAttributes(text("thread.name", "http-nio-8080-exec-" + i % 20))
              .setTraceId(bytes(i * 0x9E3779B97F4A7C15L, ~i))
              .setSpanId(bytes(i)));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(RESOURCE).addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  /** Each of a series of its own, the same ones in every request. */
  private static byte[] points(int count) {
    var sum =
        Sum.newBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (long i = 1; i <= count; i++) {
      sum.addDataPoints(
          NumberDataPoint.newBuilder()
              .setStartTimeUnixNano(NOW)
              .setTimeUnixNano(LATER)
              .setAsDouble(i)
              .addAttributes(text("http.request.method", "GET"))
              .addAttributes(text("http.route", "/cart/%d/items".formatted(i))));
    }
    var scope =
        ScopeMetrics.newBuilder()
            .addMetrics(Metric.newBuilder().setName("http.server.requests").setSum(sum));
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(RESOURCE).addScopeMetrics(scope))
        .build()
        .toByteArray();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static ByteString bytes(long... words) {
    var buffer = ByteBuffer.allocate(words.length * Long.BYTES);
    for (long word : words) buffer.putLong(word);
    return ByteString.copyFrom(buffer.flip());
  }
}
