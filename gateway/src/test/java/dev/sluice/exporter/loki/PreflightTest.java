package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.client.Target;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {
  private static final String ALL =
      """
      allow_structured_metadata: true
      creation_grace_period: 10m
      ingestion_burst_size_mb: 6
      ingestion_rate_mb: 4.5
      max_global_streams_per_user: 5000
      max_label_names_per_series: 15
      max_line_size: 256KB
      max_line_size_truncate: false
      max_structured_metadata_entries_count: 128
      max_structured_metadata_size: 64KB
      per_stream_rate_limit: 3MB
      per_stream_rate_limit_burst: 15MB
      reject_old_samples: true
      reject_old_samples_max_age: 1w
      """;

  @Test
  void limits_areReadFromYaml() {
    assertLimits(LokiLimits.read(ALL));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ",\n  "})
  void limits_areReadFromJson(String separator) {
    var json = new StringBuilder();
    for (String line : ALL.split("\n")) {
      json.append(json.isEmpty() ? "{" : separator);
      String[] pair = line.split(": ");
      boolean isText = pair[1].matches(".*[A-Zwm]$");
      json.append("\"%s\":".formatted(pair[0]));
      json.append(isText ? "\"" + pair[1] + "\"" : pair[1]);
    }
    assertLimits(LokiLimits.read(json.append('}').toString()));
  }

  private static void assertLimits(LokiLimits limits) {
    assertThat(limits.rate()).isEqualTo(4_718_592);
    assertThat(limits.burst()).isEqualTo(6 << 20);
    assertThat(limits.maxLineSize()).isEqualTo(256 << 10);
    assertThat(limits.isLongLineCut()).isFalse();
    assertThat(limits.maxLabelNames()).isEqualTo(15);
    assertThat(limits.maxStreams()).isEqualTo(5000);
    assertThat(limits.streamBurst()).isEqualTo(15 << 20);
    assertThat(limits.maxMetadataSize()).isEqualTo(64 << 10);
    assertThat(limits.maxMetadataEntries()).isEqualTo(128);
    assertThat(limits.isMetadataRefused()).isFalse();
    assertThat(limits.maxAge()).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Not found</html>",
        "ingestion_rate_mb: 1e99999",
        "max_line_size: 99999999999999999999",
        "policies:\n  max_line_size: 1KB\n",
        "{\"ingestion_burst_size_mb\": [1]}"
      })
  void whatIsNotSaid_isUnknown_andNothingIsAdvised(String text) {
    LokiLimits limits = LokiLimits.read(text);
    assertThat(limits.rate()).isEqualTo(LokiLimits.UNKNOWN);
    assertThat(limits.maxLineSize()).isEqualTo(LokiLimits.UNKNOWN);
    assertThat(limits.maxAge()).isNull();
    assertThat(limits.isMetadataRefused()).isFalse();
    assertThat(Preflight.judge(limits, config(""))).isEmpty();
  }

  @Test
  void defaults_areRunIntoByNobody() {
    assertThat(Preflight.judge(LokiLimits.read(ALL), config("structured_metadata: all"))).isEmpty();
  }

  @Test
  void eachLimit_isSaidWhereItMatters() {
    assertThat(keys("ingestion_burst_size_mb: 0.5", "")).containsExactly("endpoint");
    assertThat(keys("per_stream_rate_limit_burst: 512KB", "")).containsExactly("endpoint");
    assertThat(keys("max_line_size: 64kb", "")).containsExactly("endpoint");
    assertThat(keys("max_line_size: 0B", "")).isEmpty();
    assertThat(keys("max_label_names_per_series: 3", "")).containsExactly("default_labels_enabled");
    assertThat(keys("max_global_streams_per_user: 100", "")).containsExactly("cardinality_guard");
    assertThat(keys("max_global_streams_per_user: 100", "cardinality_guard: {max_streams: 90}"))
        .isEmpty();
    String refused = "max_structured_metadata_size: 64KB";
    assertThat(keys(refused, "structured_metadata: [trace_id]"))
        .containsExactly("structured_metadata");
    assertThat(keys(refused, "cardinality_guard: {action: demote}"))
        .containsExactly("cardinality_guard");
    assertThat(keys(refused, "")).isEmpty();
    assertThat(keys("allow_structured_metadata: false", "structured_metadata: all")).hasSize(1);
    assertThat(keys("reject_old_samples_max_age: 10m", "")).containsExactly("retry_on_failure");
    assertThat(keys("reject_old_samples_max_age: 10m\nreject_old_samples: false", "")).isEmpty();
    assertThat(keys("reject_old_samples_max_age: 10m", "retry_on_failure: {max_elapsed_time: 5m}"))
        .isEmpty();
  }

  @Test
  void onlyAPushApi_hasLimitsBesideIt() {
    assertThat(limitsOf("http://x/loki/api/v1/push")).isEqualTo("http://x/config/tenant/v1/limits");
    assertThat(limitsOf("https://u:p@x/prefix/loki/api/v1/push?a=b"))
        .isEqualTo("https://x/prefix/config/tenant/v1/limits");
    assertThat(Preflight.target(target("http://x/api/prom/push"))).isNull();
  }

  @Test
  void theCheckOnline_reportsLikeAnyProblem_andIsSilentWithoutAnAnswer() throws Exception {
    try (FakeLoki loki = new FakeLoki()) {
      assertThat(checkOnline(loki)).isEmpty();
      loki.showLimits("max_global_streams_per_user: 100\n");
      assertThat(checkOnline(loki))
          .contains("`cardinality_guard`")
          .contains("max_streams: 100")
          .contains("path:");
      assertThat(loki.asked()).hasSize(2);
      assertThat(loki.asked().get(1).headers()).containsEntry("x-scope-orgid", "acme");
      assertThat(loki.requests()).isEmpty();
    }
  }

  private static String checkOnline(FakeLoki loki) {
    Section section =
        Sections.parse("endpoint: " + loki.url() + "\nheaders: {X-Scope-OrgID: acme}\n");
    var factory = new LokiExporterFactory();
    factory.checkOnline(factory.read(section), section, "1");
    return Sections.problems(section);
  }

  @Test
  void theStart_learnsTheBurst_aside() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (FakeLoki loki = new FakeLoki()) {
      loki.showLimits("ingestion_burst_size_mb: 0.5\n");
      LokiConfig config = LokiConfig.read(Sections.parse("endpoint: " + loki.url()));
      var push =
          new LokiPush(config, target(loki.url()), TestSettings.of("loki", Clock.SYSTEM, timer));
      long before = push.maxBatchBytes();
      push.start();
      Await.until("smaller pushes", () -> push.maxBatchBytes() == before / 2);
      push.abort();
    } finally {
      timer.shutdownNow();
    }
  }

  private static String limitsOf(String endpoint) {
    return String.valueOf(Preflight.target(target(endpoint)));
  }

  private static Target target(String url) {
    return Objects.requireNonNull(Target.parse(url));
  }

  private static LokiConfig config(String yaml) {
    return LokiConfig.read(
        Sections.parse("endpoint: http://loki:3100/loki/api/v1/push\n" + yaml + "\n"));
  }

  private static List<String> keys(String limits, String yaml) {
    return Preflight.judge(LokiLimits.read(limits), config(yaml)).stream()
        .map(Preflight.Advice::key)
        .toList();
  }
}
