package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap that the packaged gateway allocates for an item, beyond the bytes of the request that
 * brought it: receiver, memory limiter, batch, and OTLP/HTTP with gzip, in a process of its own.
 */
class AllocationIT {
  /** The bound that the project promises. */
  private static final double MOST_BYTES_PER_ITEM = 64;

  private static final int SPANS = 100;
  private static final int WARM_UP = 10_000;
  private static final int REQUESTS = 3_000;
  private static final int SENDERS = 8;
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "${env:ADDRESS}:4317"}, http: {endpoint: "${env:ADDRESS}:4318"}}}
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}
        batch: {}
      exporters:
        otlphttp: {endpoint: "${env:SINK}"}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  private final String address = Loopback.next();
  private final LongAdder arrived = new LongAdder();
  private long sent;

  @Test
  void spansThroughGrpc_costLittleHeap() throws Exception {
    try (OtlpClient client = OtlpClient.grpc(address)) {
      measure("gRPC", client);
    }
  }

  @Test
  void spansThroughHttp_costLittleHeap() throws Exception {
    try (OtlpClient client = OtlpClient.http(address)) {
      measure("HTTP", client);
    }
  }

  private void measure(String through, OtlpClient client) throws Exception {
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    Endpoint.Taker counting = body -> arrived.add(Oracle.items(Oracle.parse(Signal.TRACES, body)));
    try (var sink =
            new Endpoint(Loopback.at(Loopback.next(), 4318), 200, Map.of("/v1/traces", counting));
        ChildProcess gateway =
            GatewayJar.start(
                scratch.resolve("log"),
                Map.of("ADDRESS", address, "SINK", sink.url()),
                RemoteThreads.jvmOptions(address),
                List.of("--config", config.toString()));
        var threads = new RemoteThreads(address)) {
      byte[] request = request();
      send(client, request, WARM_UP);
      long before = threads.allocatedBytes();
      send(client, request, REQUESTS);
      long allocated = threads.allocatedBytes() - before;
      long ofRequests = (long) REQUESTS * request.length;
      double perItem = (allocated - ofRequests) / (double) (REQUESTS * SPANS);
      System.out.printf(
          "%s: %.1f bytes of heap per span beyond the request's %d%n",
          through, perItem, request.length / SPANS);
      assertThat(perItem)
          .as("bytes per span through %s", through)
          .isBetween(0.0, MOST_BYTES_PER_ITEM);
      gateway.failIfEnded();
    }
  }

  /** Returns when the backend has everything. */
  private void send(OtlpClient client, byte[] request, int times) throws Exception {
    var threads = Executors.newFixedThreadPool(SENDERS);
    try {
      var sending = new ArrayList<Future<?>>();
      for (int sender = 0; sender < SENDERS; sender++) {
        sending.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < times / SENDERS; i++) client.send(Signal.TRACES, request);
                  return null;
                }));
      }
      for (Future<?> sender : sending) sender.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    sent += (long) times * SPANS;
    Eventually.holds(SOON, () -> assertThat(arrived.sum()).isEqualTo(sent));
  }

  private static byte[] request() {
    var scope = ScopeSpans.newBuilder();
    for (long i = 1; i <= SPANS; i++) {
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
    var resource = Resource.newBuilder().addAttributes(text("service.name", "checkout"));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
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
