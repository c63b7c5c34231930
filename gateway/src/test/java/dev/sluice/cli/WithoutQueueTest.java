package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.RawClient;
import dev.sluice.testkit.FakeBackend;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An exporter whose queue is switched off gives a client its backend's answer. */
@Timeout(60)
class WithoutQueueTest {
  /** An address of our own on the loopback, so that ports may be written. */
  private static final String HOST =
      "127.%d.%d.7"
          .formatted(
              83 + ProcessHandle.current().pid() / 250 % 100, ProcessHandle.current().pid() % 250);

  private static final String YAML =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "HOST:4318"}}}
      processors:
        batch: {timeout: 10m}
      exporters:
        otlphttp:
          endpoint: "BACKEND"
          compression: none
          sending_queue: {enabled: false}
          retry_on_failure: {enabled: false}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          logs: {receivers: [otlp], processors: [batch], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  @Test
  void aClient_isAnsweredOnceTheBackendHasAnswered() throws Exception {
    try (var backend = new FakeBackend();
        Gateway gateway = gateway(backend, "");
        var client = new RawClient(new InetSocketAddress(HOST, 4318))) {
      assertThat(post(client).status()).isEqualTo(200);
      assertThat(backend.requests()).hasSize(1);

      backend.willAnswer(FakeBackend.Reply.of(400, "no such tenant"));
      RawClient.Answer rejected = post(client);
      assertThat(rejected.status()).isEqualTo(200);
      assertThat(ExportLogsServiceResponse.parseFrom(rejected.body()).getPartialSuccess())
          .satisfies(part -> assertThat(part.getRejectedLogRecords()).isEqualTo(1));

      backend.willAnswer(FakeBackend.Reply.of(503));
      RawClient.Answer away = post(client);
      assertThat(away.status()).isEqualTo(504);
      assertThat(away.headers()).containsKey("retry-after");
      assertThat(new String(away.body(), StandardCharsets.UTF_8))
          .contains("exporter 'otlphttp': 1 log record dropped: retry_disabled");
      assertThat(backend.requests()).hasSize(3);
    }
  }

  @Test
  void whatThePipelinePromises_goesFirst() throws Exception {
    try (var backend = new FakeBackend();
        Gateway gateway = gateway(backend, "sluice: {pipelines: {logs: {acknowledge: received}}}");
        var client = new RawClient(new InetSocketAddress(HOST, 4318))) {
      backend.answers(request -> FakeBackend.Reply.of(503));
      assertThat(post(client).status()).isEqualTo(200);
    }
  }

  private Gateway gateway(FakeBackend backend, String more) throws Exception {
    String yaml = YAML.replace("HOST", HOST).replace("BACKEND", backend.url("")) + more;
    Path config = Files.writeString(scratch.resolve("config.yaml"), yaml);
    var sources = new Sources(List.of(config.toString()), List.of());
    Plan plan = Plan.read(sources, Distribution.standard(), Map.<String, String>of()::get);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    return Gateway.start(plan);
  }

  private static RawClient.Answer post(RawClient client) throws Exception {
    LogRecord record =
        LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue("line")).build();
    byte[] body =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
            .build()
            .toByteArray();
    var request = new ByteArrayOutputStream();
    String head =
        "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(body.length);
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    client.send(request.toByteArray());
    return client.answer();
  }
}
