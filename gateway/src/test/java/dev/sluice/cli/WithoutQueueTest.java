package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.RawClient;
import dev.sluice.testkit.FakeBackend;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An exporter whose queue is switched off gives a client its backend's answer. */
@Timeout(60)
class WithoutQueueTest {
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
        FileGateway gateway = gateway(backend, "");
        RawClient client = gateway.client()) {
      assertThat(FileGateway.post(client, "line").status()).isEqualTo(200);
      assertThat(backend.requests()).hasSize(1);

      backend.willAnswer(FakeBackend.Reply.of(400, "no such tenant"));
      RawClient.Answer rejected = FileGateway.post(client, "line");
      assertThat(rejected.status()).isEqualTo(200);
      assertThat(ExportLogsServiceResponse.parseFrom(rejected.body()).getPartialSuccess())
          .satisfies(part -> assertThat(part.getRejectedLogRecords()).isEqualTo(1));

      backend.willAnswer(FakeBackend.Reply.of(503));
      RawClient.Answer away = FileGateway.post(client, "line");
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
        FileGateway gateway =
            gateway(backend, "sluice: {pipelines: {logs: {acknowledge: received}}}");
        RawClient client = gateway.client()) {
      backend.answers(request -> FakeBackend.Reply.of(503));
      assertThat(FileGateway.post(client, "line").status()).isEqualTo(200);
    }
  }

  private FileGateway gateway(FakeBackend backend, String more) throws Exception {
    return new FileGateway(scratch, 7)
        .write(YAML.replace("BACKEND", backend.url("")) + more)
        .start();
  }
}
