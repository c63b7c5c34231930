package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.codec.Compression;
import dev.sluice.sending.QueueConfig;
import dev.sluice.sending.RetryConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusRemoteWriteConfigTest {
  private static final String ENDPOINT = "endpoint: http://prometheus:9090/api/v1/write\n";

  private static PrometheusRemoteWriteConfig read(String yaml) {
    Section section = Sections.parse(yaml);
    var config = PrometheusRemoteWriteConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    return config;
  }

  private static String problems(String yaml) {
    Section section = Sections.parse(ENDPOINT + yaml);
    PrometheusRemoteWriteConfig.read(section);
    return Sections.problems(section);
  }

  @Test
  void defaults_areTheCollectors() {
    var config = read(ENDPOINT);

    assertThat(config.endpoint()).hasToString("http://prometheus:9090/api/v1/write");
    assertThat(config.translation())
        .isEqualTo(
            new Translation(
                new MetricNames("", Strategy.ESCAPED_WITH_SUFFIXES),
                Map.of(),
                true,
                ResourceChoice.NONE,
                false,
                false,
                Protocol.V1,
                HistogramForm.CLASSIC,
                Deltas.OFF));
    assertThat(config.client().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.client().compression()).isEqualTo(Compression.SNAPPY);
    assertThat(config.queue()).isEqualTo(new QueueConfig(true, 5, 10_000));
    assertThat(config.retry())
        .isEqualTo(
            new RetryConfig(true, Duration.ofMillis(50), 0.5, 1.5, Duration.ofSeconds(30), null));
    assertThat(config.maxBatchSizeBytes()).isEqualTo(3_000_000);
    assertThat(config.sendMetadata()).isFalse();
  }

  @Test
  void everyKey_isRead() {
    var config =
        read(
            """
            endpoint: https://mimir/api/v1/push
            timeout: 7s
            headers: {X-Scope-OrgID: shop}
            namespace: ns
            external_labels: {cluster: c1, my.zone: z}
            add_metric_suffixes: false
            target_info: {enabled: false}
            export_created_metric: {enabled: true}
            resource_to_telemetry_conversion: {enabled: true}
            disable_scope_info: false
            send_metadata: true
            max_batch_size_bytes: 1000
            remote_write_queue: {enabled: false, queue_size: 7, num_consumers: 3}
            retry_on_failure:
              enabled: false
              initial_interval: 1s
              randomization_factor: 0.1
              multiplier: 3
              max_interval: 9s
              max_elapsed_time: 1m
            """);

    assertThat(config.endpoint()).hasToString("https://mimir/api/v1/push");
    assertThat(config.client().timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.client().headers()).containsOnlyKeys("X-Scope-OrgID");
    assertThat(config.translation())
        .isEqualTo(
            new Translation(
                new MetricNames("ns", Strategy.ESCAPED),
                Map.of("cluster", "c1", "my_zone", "z"),
                false,
                ResourceChoice.ALL,
                true,
                true,
                Protocol.V1,
                HistogramForm.CLASSIC,
                Deltas.OFF));
    assertThat(config.queue()).isEqualTo(new QueueConfig(false, 3, 7));
    assertThat(config.retry())
        .isEqualTo(
            new RetryConfig(
                false,
                Duration.ofSeconds(1),
                0.1,
                3,
                Duration.ofSeconds(9),
                Duration.ofMinutes(1)));
    assertThat(config.maxBatchSizeBytes()).isEqualTo(1000);
    assertThat(config.sendMetadata()).isTrue();
  }

  @Test
  void theSpellingsOfNewerCollectors_areRead() {
    var config =
        read(
            """
            timeout: 8s
            http:
              endpoint: http://a/write
              headers: {a: b}
            translation_strategy: UnderscoreEscapingWithoutSuffixes
            resource_constant_labels: {included: ["host.*"], excluded: [host.id]}
            sending_queue: {queue_size: 5}
            protobuf_message: prometheus.WriteRequest
            """);

    assertThat(config.endpoint()).hasToString("http://a/write");
    assertThat(config.client().timeout()).isEqualTo(Duration.ofSeconds(8));
    assertThat(config.client().headers()).containsOnlyKeys("a");
    assertThat(config.translation().names().strategy().suffixes).isFalse();
    assertThat(config.translation().resourceLabels())
        .isEqualTo(new ResourceChoice(List.of("host.*"), List.of("host.id")));
    assertThat(config.queue()).isEqualTo(new QueueConfig(true, 5, 5));
    assertThat(
            read(ENDPOINT
                    + "resource_to_telemetry_conversion: {enabled: true, exclude_service_attributes: true}")
                .translation()
                .resourceLabels())
        .isEqualTo(ResourceChoice.ALL_BUT_SERVICE);
    assertThat(read(ENDPOINT + "disable_scope_info: true").translation().scopeLabels()).isFalse();
    assertThat(read(ENDPOINT + "max_batch_size_bytes: 0").maxBatchSizeBytes()).isEqualTo(3_000_000);
    assertThat(read(ENDPOINT + "compression: ''").client().compression())
        .isEqualTo(Compression.SNAPPY);
  }

  @Test
  void everyKeyOfTheNewerMessage_isRead() {
    var translation =
        read(ENDPOINT
                + """
                protobuf_message: io.prometheus.write.v2.Request
                translation_strategy: NoTranslation
                namespace: my-ns
                external_labels: {my.zone: z}
                target_info: {enabled: false}
                export_created_metric: {enabled: true}
                resource_to_telemetry_conversion: {enabled: true}
                disable_scope_info: false
                convert_explicit_histograms_to_nhcb: true
                keep_classic_histograms: true
                delta_to_cumulative: {enabled: true, max_stale: 7m, max_streams: 9}
                """)
            .translation();

    assertThat(translation)
        .isEqualTo(
            new Translation(
                new MetricNames("my-ns", Strategy.AS_SENT),
                Map.of("my.zone", "z"),
                false,
                ResourceChoice.ALL,
                true,
                true,
                Protocol.V2,
                HistogramForm.BOTH,
                new Deltas(true, Duration.ofMinutes(7), 9)));
    assertThat(translation.ofOne(2).deltas().maxStreams()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          headers: {content-encoding: gzip}          | must not set `content-encoding`
          headers: {X-Prometheus-Remote-Write-Version: 1} | must not set `X-Prometheus-Remote-Write-Version`
          compression: gzip                          | must be snappy
          external_labels: {a: ''}                   | must not be empty
          external_labels: {n: 1}                    | must be text
          external_labels: {n: }                     | must not be empty
          external_labels: {____: b}                 | cannot be made a label's name
          translation_strategy: NoTranslation        | keeps names that remote write 1.0 cannot carry
          translation_strategy: NoUTF8EscapingWithSuffixes | protobuf_message: io.prometheus.write.v2.Request
          translation_strategy: Nonsense             | Nonsense
          remote_write_queue: {queue_size: 0}        | at least 1
          remote_write_queue: {queue_size: -1}       | at least 1
          max_batch_size_bytes: -1                   | max_batch_size_bytes
          protobuf_message: prometheus.Nonsense      | io.prometheus.write.v2.Request
          convert_explicit_histograms_to_nhcb: true  | protobuf_message: io.prometheus.write.v2.Request
          keep_classic_histograms: true              | is without effect
          include_metadata_keys: [x-tenant]          | is not served
          wal: {directory: /wal}                     | is not served
          namespace: my-app                          | `my_app` is used
          unknown_key: 1                             | unknown key `unknown_key`
          """)
  void aMistake_isExplained(String yaml, String expected) {
    assertThat(problems(yaml)).contains(expected);
  }

  @Test
  void bothQueues_areRefused() {
    assertThat(problems("sending_queue: {queue_size: 5}\nremote_write_queue: {queue_size: 5}\n"))
        .contains("error", "cannot be mixed with `sending_queue`");
  }

  @Test
  void bothWaysOfResourceLabels_areRefused() {
    assertThat(
            problems(
                "resource_to_telemetry_conversion: {enabled: true}\n"
                    + "resource_constant_labels: {included: ['*']}\n"))
        .contains("error", "cannot be mixed");
  }

  @Test
  void aMissingEndpoint_isRefused() {
    Section section = Sections.parse("timeout: 5s\n");
    PrometheusRemoteWriteConfig.read(section);
    assertThat(Sections.problems(section)).contains("endpoint", "/api/v1/write");
  }

  @Test
  void anEndpointWithoutAPath_isWarnedOf() {
    Section section = Sections.parse("endpoint: http://prometheus:9090\n");
    PrometheusRemoteWriteConfig.read(section);
    assertThat(Sections.problems(section)).contains("warning", "/api/v1/write");
  }

  @Test
  void consumers_areShards_byWhateverNameTheyAreWritten() {
    assertThat(read(ENDPOINT + "remote_write_queue: {num_consumers: 2}\n").queue().numConsumers())
        .isEqualTo(2);
    assertThat(read(ENDPOINT + "max_batch_request_parallelism: 3\n").queue().numConsumers())
        .isEqualTo(3);
    assertThat(
            read(ENDPOINT + "max_batch_request_parallelism: 3\nsending_queue: {num_consumers: 4}\n")
                .queue()
                .numConsumers())
        .isEqualTo(4);
    assertThat(problems("sending_queue: {num_consumers: 100}\n")).contains("64 shards");
  }
}
