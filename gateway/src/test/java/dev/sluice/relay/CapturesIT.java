package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import dev.sluice.otlp.fixture.Oracle;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an application's agent sent once goes through the packaged gateway and comes out as it was,
 * but for what the processors are to add.
 */
class CapturesIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String CONFIG =
      """
      receivers:
        otlp/plain: {protocols: {grpc: {endpoint: "${env:PLAIN}:4317"}, http: {endpoint: "${env:PLAIN}:4318"}}}
        otlp/named: {protocols: {grpc: {endpoint: "${env:NAMED}:4317"}, http: {endpoint: "${env:NAMED}:4318"}}}
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}
        batch: {timeout: 50ms}
        resource:
          attributes:
            - {action: insert, key: service_name, from_attribute: service.name}
            - {action: insert, key: absent, from_attribute: no.such.attribute}
            - {action: insert, key: service.name, value: is there already}
            - {action: insert, key: loki.resource.labels, value: "service_name,service_namespace"}
      exporters:
        otlphttp: {endpoint: "${env:SINK}", tls: {insecure: true}}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces/plain: {receivers: [otlp/plain], processors: [memory_limiter, batch], exporters: [otlphttp]}
          metrics/plain: {receivers: [otlp/plain], processors: [memory_limiter, batch], exporters: [otlphttp]}
          logs/plain: {receivers: [otlp/plain], processors: [memory_limiter, batch], exporters: [otlphttp]}
          traces/named: {receivers: [otlp/named], processors: [memory_limiter, resource, batch], exporters: [otlphttp]}
          metrics/named: {receivers: [otlp/named], processors: [memory_limiter, resource, batch], exporters: [otlphttp]}
          logs/named: {receivers: [otlp/named], processors: [memory_limiter, resource, batch], exporters: [otlphttp]}
      """;

  @TempDir private static Path scratch;

  private static final String PLAIN = Loopback.next();
  private static final String NAMED = Loopback.next();
  private static OtlpSink sink;
  private static ChildProcess gateway;

  @BeforeAll
  static void start() throws Exception {
    sink = new OtlpSink();
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    var environment = Map.of("PLAIN", PLAIN, "NAMED", NAMED, "SINK", sink.url());
    gateway =
        GatewayJar.start(
            scratch.resolve("log"),
            environment,
            List.of("-Xmx256m"),
            List.of("--config", config.toString()));
  }

  @AfterAll
  static void stop() {
    if (gateway != null) gateway.close();
    if (sink != null) sink.close();
  }

  @BeforeEach
  void forget() {
    sink.forget();
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void captures_comeOutOfHttpAsTheyWere(Signal signal) throws Exception {
    try (OtlpClient client = OtlpClient.http(PLAIN)) {
      comeOut(signal, client, UnaryOperator.identity());
    }
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void captures_comeOutOfGrpcAsTheyWere(Signal signal) throws Exception {
    try (OtlpClient client = OtlpClient.grpc(PLAIN)) {
      comeOut(signal, client, UnaryOperator.identity());
    }
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void captures_comeOutOfHttpWithTheirNewAttributes(Signal signal) throws Exception {
    try (OtlpClient client = OtlpClient.http(NAMED)) {
      comeOut(signal, client, CapturesIT::named);
    }
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void captures_comeOutOfGrpcWithTheirNewAttributes(Signal signal) throws Exception {
    try (OtlpClient client = OtlpClient.grpc(NAMED)) {
      comeOut(signal, client, CapturesIT::named);
    }
  }

  @Test
  void captures_areThere() {
    assertThat(Captures.all()).hasSize(39);
  }

  private static void comeOut(Signal signal, OtlpClient client, UnaryOperator<Message> change)
      throws Exception {
    var expected = new ArrayList<Message>();
    for (Capture capture : Captures.of(signal)) {
      client.send(signal, capture.bytes());
      for (Message group : OtlpSink.groups(Oracle.mustParse(signal, capture.bytes()))) {
        expected.add(change.apply(group));
      }
    }
    Eventually.holds(
        SOON, () -> assertThat(sink.count(signal)).isGreaterThanOrEqualTo(expected.size()));
    List<Message> actual = sink.groups(signal);
    // One order for both: batches may overtake each other. The texts are long, so counts decide.
    if (!counted(actual).equals(counted(expected))) {
      assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }
    assertThat(sink.complaints()).isEmpty();
  }

  private static Map<Message, Integer> counted(List<Message> messages) {
    var counts = new LinkedHashMap<Message, Integer>();
    messages.forEach(message -> counts.merge(message, 1, Integer::sum));
    return counts;
  }

  /** What the resource processor is to make of it, said with the generated classes. */
  private static Message named(Message group) {
    if (group instanceof ResourceSpans spans) {
      return spans.toBuilder().setResource(named(spans.getResource())).build();
    }
    if (group instanceof ResourceMetrics metrics) {
      return metrics.toBuilder().setResource(named(metrics.getResource())).build();
    }
    ResourceLogs logs = (ResourceLogs) group;
    return logs.toBuilder().setResource(named(logs.getResource())).build();
  }

  private static Resource named(Resource resource) {
    var named = resource.toBuilder();
    for (KeyValue attribute : resource.getAttributesList()) {
      if (!attribute.getKey().equals("service.name")) continue;
      named.addAttributes(attribute.toBuilder().setKey("service_name"));
    }
    return named
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("loki.resource.labels")
                .setValue(AnyValue.newBuilder().setStringValue("service_name,service_namespace")))
        .build();
  }
}
