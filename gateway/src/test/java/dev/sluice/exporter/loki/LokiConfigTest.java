package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.codec.Compression;
import dev.sluice.sending.QueueConfig;
import dev.sluice.sending.RetryConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LokiConfigTest {
  private static final String ENDPOINT = "endpoint: http://loki-gateway/loki/api/v1/push\n";

  @Test
  void defaults_areTheCollectors() {
    Section section = Sections.parse(ENDPOINT);
    LokiConfig config = LokiConfig.read(section);
    assertThat(Objects.requireNonNull(config.endpoint()).toString())
        .isEqualTo("http://loki-gateway/loki/api/v1/push");
    assertThat(config.defaultLabels()).isEqualTo(new DefaultLabels(true, true, true, true));
    assertThat(config.structuredMetadata().isNone()).isTrue();
    assertThat(config.cardinalityGuard())
        .isEqualTo(new GuardConfig(1000, 5000, Duration.ofMinutes(30), GuardConfig.Action.WARN));
    assertThat(config.client())
        .isEqualTo(HttpClientConfig.DEFAULT.withCompression(Compression.NONE));
    assertThat(config.client().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.queue()).isEqualTo(QueueConfig.DEFAULT);
    assertThat(config.retry()).isEqualTo(RetryConfig.DEFAULT);
    assertThat(Sections.problems(section)).isEmpty();
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            ENDPOINT
                + """
                default_labels_enabled: {exporter: false, job: false, instance: false, level: false}
                structured_metadata: [trace_id, scope_name, k8s.pod.uid]
                cardinality_guard: {max_values_per_label: 7, max_streams: 9, window: 5m, action: demote}
                headers: {X-Scope-OrgID: acme}
                timeout: 7s
                tls: {insecure: true}
                proxy_url: http://proxy:3128
                write_buffer_size: 1024
                sending_queue: {enabled: true, num_consumers: 3, queue_size: 7}
                retry_on_failure: {initial_interval: 1s, max_interval: 2s, max_elapsed_time: 3s}
                """);
    LokiConfig config = LokiConfig.read(section);
    assertThat(config.defaultLabels()).isEqualTo(new DefaultLabels(false, false, false, false));
    assertThat(Objects.requireNonNull(config.client().headers().get("X-Scope-OrgID")).reveal())
        .isEqualTo("acme");
    assertThat(config.structuredMetadata())
        .isEqualTo(
            new MetadataChoice(
                false,
                List.of(MetadataChoice.Field.TRACE_ID, MetadataChoice.Field.SCOPE_NAME),
                List.of(LabelName.of("k8s.pod.uid"))));
    assertThat(config.cardinalityGuard())
        .isEqualTo(new GuardConfig(7, 9, Duration.ofMinutes(5), GuardConfig.Action.DEMOTE));
    assertThat(config.client().timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.client().writeBufferSize()).isEqualTo(1024);
    assertThat(config.queue()).isEqualTo(new QueueConfig(true, 3, 7));
    assertThat(config.retry().maxElapsedTime()).isEqualTo(Duration.ofSeconds(3));
    assertThat(Sections.problems(section)).isEmpty();
  }

  @Test
  void aLabelThatIsNotMentioned_isEnabled() {
    LokiConfig config =
        LokiConfig.read(Sections.parse(ENDPOINT + "default_labels_enabled: {job: false}"));
    assertThat(config.defaultLabels()).isEqualTo(new DefaultLabels(true, false, true, true));
  }

  @Test
  void withoutAnEndpoint_nothingStarts() {
    assertThat(problems("timeout: 5s")).contains("endpoint");
    assertThat(problems("endpoint: ''")).contains("endpoint");
    assertThat(problems("endpoint: loki:3100"))
        .contains("must be a URL")
        .contains("http://loki:3100");
  }

  @Test
  void anEndpointThatIsNotThePushApi_isWarnedOf() {
    assertThat(problems("endpoint: http://loki:3100")).contains("/loki/api/v1/push");
    assertThat(problems("endpoint: http://gateway/api/prom/push")).isEmpty();
  }

  @Test
  void theOtlpEndpoint_isWarnedOf_withBothWaysOut() {
    for (String url : new String[] {"http://loki:3100/otlp", "http://loki:3100/otlp/v1/logs"}) {
      assertThat(problems("endpoint: " + url))
          .contains("endpoint: http://loki:3100/loki/api/v1/push")
          .contains("exporter `otlphttp` with endpoint: http://loki:3100/otlp");
    }
  }

  @Test
  void compression_isWarnedOf() {
    assertThat(problems(ENDPOINT + "compression: gzip")).contains("snappy");
    assertThat(problems(ENDPOINT + "compression: none")).isEmpty();
  }

  @Test
  void aLabelThatIsNone_isAMistake() {
    assertThat(problems(ENDPOINT + "default_labels_enabled: {levle: false}")).contains("levle");
  }

  @Test
  void structuredMetadata_mayBeAll_andItsNamesMustDiffer() {
    LokiConfig config = LokiConfig.read(Sections.parse(ENDPOINT + "structured_metadata: all"));
    assertThat(config.structuredMetadata().all()).isTrue();
    assertThat(problems(ENDPOINT + "structured_metadata: [a.b, a_b]")).contains("calls the same");
    String many = String.join(",", java.util.Collections.nCopies(129, "x"));
    assertThat(problems(ENDPOINT + "structured_metadata: [" + many + "]")).contains("129 names");
  }

  @Test
  void aGuardThatCannotCount_isAMistake() {
    assertThat(problems(ENDPOINT + "cardinality_guard: {window: 10ms}")).contains("at least 1s");
    assertThat(problems(ENDPOINT + "cardinality_guard: {action: drop}")).contains("demote");
  }

  private static String problems(String yaml) {
    Section section = Sections.parse(yaml);
    LokiConfig.read(section);
    return Sections.problems(section);
  }
}
