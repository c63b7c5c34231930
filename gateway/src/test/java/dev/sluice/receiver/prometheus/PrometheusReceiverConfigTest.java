package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import dev.sluice.receiver.prometheus.client.ScrapeProxy;
import dev.sluice.receiver.prometheus.discovery.StaticDiscovery;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.page.NativeHistograms;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.relabel.RelabelAction;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import dev.sluice.receiver.prometheus.series.MappingOptions.Limits;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusReceiverConfigTest {

  @Test
  void defaults_arePrometheus() {
    PrometheusReceiverConfig config = Configs.read("config: {scrape_configs: [{job_name: a}]}");

    assertThat(config.externalLabels()).isEqualTo(new LabelSet());
    assertThat(config.trimMetricSuffixes()).isFalse();
    assertThat(config.startTimeMetric()).isNull();
    assertThat(config.reportExtraScrapeMetrics()).isFalse();
    ScrapeHttp http = config.jobs().get(0).http();
    assertThat(http.auth()).isNull();
    assertThat(http.headers()).isEmpty();
    assertThat(http.tls().insecureSkipVerify()).isFalse();
    assertThat(http.proxy()).isEqualTo(ScrapeProxy.NONE);
    assertThat(http.compression()).isTrue();
    assertThat(http.followRedirects()).isTrue();
    assertThat(http.http2()).isTrue();
    assertThat(config.jobs())
        .containsExactly(
            new ScrapeJob(
                "a",
                new ScrapeDefaults(
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    new ScrapeFormats(
                        List.of(
                            ScrapeProtocol.OPENMETRICS_1_0_0,
                            ScrapeProtocol.OPENMETRICS_0_0_1,
                            ScrapeProtocol.TEXT_0_0_4),
                        ScrapeProtocol.TEXT_0_0_4,
                        NativeHistograms.IGNORED),
                    0,
                    0,
                    Limits.NONE),
                "http",
                "/metrics",
                Map.of(),
                http,
                new ScrapeJob.Honor(false, true, false),
                List.of(),
                List.of(),
                List.of()));
  }

  @Test
  void everyKey_isRead() throws IOException {
    PrometheusReceiverConfig config =
        Configs.read(
            """
            trim_metric_suffixes: true
            use_start_time_metric: true
            start_time_metric_regex: ^start$
            report_extra_scrape_metrics: true
            config:
              global:
                scrape_interval: 30s
                scrape_timeout: 5s
                external_labels: {replica: "0123"}
              scrape_configs:
                - job_name: a
                  scrape_interval: 1m30s
                  scrape_timeout: 20s
                  scrape_protocols: [PrometheusText0.0.4, PrometheusProto]
                  fallback_scrape_protocol: OpenMetricsText1.0.0
                  scrape_native_histograms: true
                  always_scrape_classic_histograms: true
                  convert_classic_histograms_to_nhcb: true
                  body_size_limit: 10MB
                  sample_limit: 1
                  target_limit: 2
                  label_limit: 3
                  label_name_length_limit: 4
                  label_value_length_limit: 5
                  scheme: https
                  metrics_path: /m
                  params: {x: [1, 2], y: [z]}
                  basic_auth: {username: u, password: p}
                  http_headers: {X-A: {values: [b, c]}}
                  enable_compression: false
                  follow_redirects: false
                  enable_http2: false
                  proxy_url: http://u:p@proxy:3128
                  no_proxy: x.example
                  tls_config: {server_name: other, insecure_skip_verify: true, min_version: TLS13}
                  honor_labels: true
                  honor_timestamps: false
                  track_timestamps_staleness: true
                  static_configs:
                    - targets: ["h:1", "h:2"]
                      labels: {env: prod}
                  relabel_configs:
                    - {source_labels: [a, b], separator: "-", regex: "x(.*)", target_label: c, replacement: ""}
                  metric_relabel_configs:
                    - {action: hashmod, source_labels: [a], modulus: 8, target_label: d}
                - job_name: b
            """);
    ScrapeJob job = config.jobs().get(0);

    assertThat(config.trimMetricSuffixes()).isTrue();
    assertThat(config.startTimeMetric()).hasToString("^start$");
    assertThat(config.reportExtraScrapeMetrics()).isTrue();
    assertThat(config.externalLabels()).isEqualTo(new LabelSet(Map.of("replica", "0123")));
    assertThat(job.defaults())
        .isEqualTo(
            new ScrapeDefaults(
                Duration.ofSeconds(90),
                Duration.ofSeconds(20),
                new ScrapeFormats(
                    List.of(ScrapeProtocol.TEXT_0_0_4, ScrapeProtocol.PROTOBUF),
                    ScrapeProtocol.OPENMETRICS_1_0_0,
                    NativeHistograms.BESIDE_CLASSIC),
                10 << 20,
                2,
                new Limits(1, 3, 4, 5)));
    assertThat(job.scheme()).isEqualTo("https");
    assertThat(job.metricsPath()).isEqualTo("/m");
    assertThat(job.params()).isEqualTo(Map.of("x", List.of("1", "2"), "y", List.of("z")));
    assertThat(job.http().auth().header()).isEqualTo("Basic dTpw");
    assertThat(job.http().headers().get("X-A")).hasSize(2);
    assertThat(job.http().compression()).isFalse();
    assertThat(job.http().followRedirects()).isFalse();
    assertThat(job.http().http2()).isFalse();
    assertThat(job.http().client().http2()).isFalse();
    assertThat(job.http().tls().serverNameOverride()).isEqualTo("other");
    assertThat(job.http().tls().insecureSkipVerify()).isTrue();
    assertThat(job.http().proxy().environment(Map.of()))
        .isEqualTo(
            Map.of(
                "HTTP_PROXY", "http://u:p@proxy:3128",
                "HTTPS_PROXY", "http://u:p@proxy:3128",
                "NO_PROXY", "x.example"));
    assertThat(job.honor()).isEqualTo(new ScrapeJob.Honor(true, false, true));
    assertThat(job.discoveries())
        .containsExactly(
            new StaticDiscovery(
                List.of(
                    TargetGroup.of(
                        "0", List.of("h:1", "h:2"), new LabelSet(Map.of("env", "prod"))))));
    RelabelRule rule = job.relabeling().get(0);
    assertThat(rule.action()).isEqualTo(RelabelAction.REPLACE);
    assertThat(rule.sourceLabels()).containsExactly("a", "b");
    assertThat(rule.separator()).isEqualTo("-");
    assertThat(rule.targetLabel()).isEqualTo("c");
    assertThat(rule.replacement()).isEmpty();
    assertThat(job.metricRelabeling().get(0).modulus()).isEqualTo(8);
    assertThat(config.jobs().get(1).defaults().interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.jobs().get(1).defaults().timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theTimeout_isNoLongerThanTheIntervalUnlessWritten() {
    assertThat(Configs.job("scrape_interval: 5s").defaults().timeout())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(Configs.job("scrape_interval: 5m").defaults().timeout())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({
    "authorization: {credentials: t}, Bearer t",
    "'authorization: {type: Token, credentials: t}', Token t",
    "bearer_token: t, Bearer t",
    "'basic_auth: {username: u}', Basic dTo=",
  })
  void authentication_isAHeader(String key, String header) throws IOException {
    assertThat(Configs.job(key).http().auth().header()).isEqualTo(header);
  }

  @Test
  void everyMistake_isExplained() throws IOException {
    String yaml =
        """
        target_allocator: {endpoint: http://x}
        start_time_metric_regex: "("
        config:
          remote_write: [{url: http://x}]
          global: {scrape_interval: 1.5s, evaluation_interval: 1m, external_labels: {1a: b}}
          scrape_configs:
            - job_name: a
              scrape_interval: 5s
              scrape_timeout: 10s
              scrape_protocols: [PrometheusProto, Text, PrometheusText0.0.4, PrometheusText0.0.4]
              body_size_limit: huge
              kubernetes_sd_configs: [{role: pod}]
              oauth2: {client_id: x}
              basic_auth: {username: u}
              authorization: {type: Basic}
              http_headers: {Host: {values: [x]}}
              scheme: ftp
              metric_path: /x
              scrape_native_histograms: true
              fallback_scrape_protocol: Text
              static_configs: [{targets: ["http://h:1/m", ""], lables: {a: b}}]
        """;

    Golden.assertMatches("receiver/prometheus/mistakes.txt", Configs.problems(yaml));
  }

  @Test
  void everyMistakeInARule_isExplained() throws IOException {
    String yaml =
        """
        config:
          scrape_configs:
            - job_name: a
              relabel_configs:
                - {action: keeep}
                - {regex: "(", target_label: x}
                - {action: replace}
                - {action: hashmod, target_label: x}
                - {action: labelmap, replacement: "1"}
                - {action: labeldrop, regex: x, source_labels: [a]}
                - {action: keepequal, target_label: "a-b", regex: x}
                - {source_labels: [a-b], target_label: x, modulus: -1}
            - scrape_interval: 5s
        """;

    Golden.assertMatches("receiver/prometheus/rules.txt", Configs.problems(yaml));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "config:", "config: {}", "config: {global: {}}"})
  void nothingToScrape_isAMistake(String yaml) {
    assertThat(Configs.problems(yaml)).contains("`config` has nothing to scrape");
  }

  @Test
  void theSettings_areKnownToTheReference() {
    Section probe = Section.probe("prometheus");
    PrometheusReceiverConfig.read(probe);

    assertThat(probe.settings())
        .extracting(setting -> setting.key())
        .contains("config", "trim_metric_suffixes");
  }
}
