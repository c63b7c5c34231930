package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.telemetry.MetricsLevel;
import dev.sluice.telemetry.logs.LogEncoding;
import dev.sluice.telemetry.logs.LogLevel;
import dev.sluice.telemetry.logs.LogSettings;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryConfigTest {

  @Test
  void nothingWritten_isAsTheCollectorsDefault() {
    Section section = Sections.empty();
    var config = TelemetryConfig.read(section);
    assertThat(config).isEqualTo(TelemetryConfig.DEFAULT);
    assertThat(Sections.problems(section)).isEmpty();

    assertThat(config.logs().level()).isEqualTo(LogLevel.INFO);
    assertThat(config.logs().encoding()).isEqualTo(LogEncoding.CONSOLE);
    assertThat(config.logs().outputPaths()).containsExactly("stderr");
    assertThat(config.logs().initialFields()).isEmpty();
    assertThat(config.logs().sampling())
        .isEqualTo(new LogSettings.Sampling(Duration.ofSeconds(10), 10, 100));
    assertThat(config.logs().caller()).isTrue();
    assertThat(config.logs().stackTraces()).isTrue();
    assertThat(config.logs().development()).isFalse();
    assertThat(config.metrics().level()).isEqualTo(MetricsLevel.NORMAL);
    assertThat(config.metrics().readers())
        .containsExactly(
            new MetricsReader(new Endpoint("localhost", 8888), true, true, true, Selection.ALL));
    assertThat(config.resource()).isEmpty();
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            """
            logs:
              level: DEBUG
              development: true
              encoding: json
              disable_caller: true
              disable_stacktrace: true
              sampling: {enabled: true, tick: 1m, initial: 3, thereafter: 7}
              output_paths: [stdout, /var/log/sluice.log]
              initial_fields: {cluster: eu-1, shard: 3}
            metrics:
              level: Detailed
              readers:
                - pull:
                    exporter:
                      prometheus:
                        host: 0.0.0.0
                        port: 9999
                        without_type_suffix: false
                        without_units: false
                        without_scope_info: false
                        with_resource_constant_labels: {included: ["service.*"], excluded: ["*.id"]}
            resource:
              service.name: edge
              service.version: "1.10"
              service.instance.id:
              team: blue
            """);
    var config = TelemetryConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config.logs())
        .isEqualTo(
            new LogSettings(
                LogLevel.DEBUG,
                LogEncoding.JSON,
                List.of("stdout", "/var/log/sluice.log"),
                Map.of("cluster", "eu-1", "shard", 3L),
                new LogSettings.Sampling(Duration.ofMinutes(1), 3, 7),
                false,
                false,
                true));
    assertThat(config.metrics().level()).isEqualTo(MetricsLevel.DETAILED);
    assertThat(config.metrics().readers())
        .containsExactly(
            new MetricsReader(
                new Endpoint("0.0.0.0", 9999),
                false,
                false,
                false,
                new Selection(List.of("service.*"), List.of("*.id"))));
    assertThat(config.resourceOf("1.0", "abc"))
        .isEqualTo(Map.of("service.name", "edge", "service.version", "1.10", "team", "blue"));
  }

  @Test
  void sampling_canBeSwitchedOff() {
    var config = read("logs: {sampling: {enabled: false}}");
    assertThat(config.logs().sampling()).isNull();
  }

  @Test
  void address_isAReaderToo() {
    var config =
        read(
            """
            metrics:
              address: "[::1]:8889"
              readers:
                - pull: {exporter: {prometheus: {host: "", port: 8888}}}
            """);
    assertThat(config.metrics().readers())
        .extracting(MetricsReader::endpoint)
        .containsExactly(new Endpoint("", 8888), new Endpoint("::1", 8889));
    assertThat(read("metrics: {address: \":8888\"}").metrics().readers())
        .containsExactly(MetricsReader.at(new Endpoint("", 8888)));
    assertThat(read("metrics: {address: \"\"}").metrics().readers())
        .containsExactly(MetricsReader.DEFAULT);
  }

  @Test
  void newerSpellings_areRead() {
    Section section =
        Sections.parse(
            """
            metrics:
              readers:
                - pull: {exporter: {prometheus/development: {host: h, port: 1}}}
            resource:
              attributes: [{name: team, value: blue}, {name: service.version, value: "2"}]
            """);
    var config = TelemetryConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config.metrics().readers())
        .extracting(MetricsReader::endpoint)
        .containsExactly(new Endpoint("h", 1));
    assertThat(config.resourceOf("1.0", "abc"))
        .containsEntry("team", "blue")
        .containsEntry("service.version", "2")
        .containsEntry("service.instance.id", "abc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpanic", "panic", "fatal", "Fatal"})
  void levelsAboveError_logNothing(String level) {
    assertThat(read("logs: {level: %s}".formatted(level)).logs().level()).isEqualTo(LogLevel.OFF);
  }

  @Test
  void labels_areTheSelectedAttributes() {
    var reader =
        new MetricsReader(
            new Endpoint("h", 1),
            true,
            true,
            true,
            new Selection(List.of("service.*", "k?"), List.of("*.id")));
    var resource = Map.of("service.name", "a", "service.id", "b", "k8", "c", "k8s", "d");
    var view = reader.view(MetricsLevel.NORMAL, resource);
    assertThat(view.constantLabels()).isEqualTo(Map.of("service.name", "a", "k8", "c"));
    assertThat(view.resource()).isEqualTo(resource);
  }

  @ParameterizedTest
  @CsvSource({"a*c,abbc", "a*c,ac", "*,x", "a?c,abc", "*b*,abc", "*.id,x.y.id"})
  void aPattern_matches(String pattern, String name) {
    assertThat(new Selection(List.of(pattern), List.of()).selects(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"a*c,abcd", "a?c,ac", "abc,ab", "ab,abc", "*.id,id"})
  void aPattern_doesNotMatch(String pattern, String name) {
    assertThat(new Selection(List.of(pattern), List.of()).selects(name)).isFalse();
  }

  @Test
  void mistakes_areExplained() throws IOException {
    var all = new StringBuilder();
    for (String yaml :
        Arrays.asList(
            "logs: {level: verbose}",
            "logs: {encoding: logfmt}",
            "logs: {output_paths: [stderr, \"kafka://logs\"]}",
            "logs: {initial_fields: [a, b]}",
            "logs: {initial_fields: {level: 3, team: blue}}",
            "logs: {error_output_paths: [stderr], processors: [{batch: {}}]}",
            "logs: {lvl: debug}",
            "metrics: {level: all}",
            "metrics: {address: 8888}",
            "metrics: {address: localhost}",
            "metrics: {address: 0.0.0.0:8888}",
            "metrics: {readers: []}",
            "metrics: {readers: [{pull: {exporter: {prometheus: {host: localhost}}}}]}",
            "metrics: {readers: [{periodic: {exporter: {otlp: {endpoint: http://x}}}}]}",
            "metrics: {views: [], readers: [{pull: {exporter: {otlp: {}}}}]}",
            "traces: {level: basic, processors: [{batch: {}}]}",
            "resource: [a]")) {
      Section section = Sections.parse(yaml + "\n");
      TelemetryConfig.read(section);
      all.append("### ").append(yaml).append('\n').append(Sections.problems(section)).append('\n');
    }
    Golden.assertMatches("cli/telemetry-mistakes.txt", all.toString());
  }

  private static TelemetryConfig read(String yaml) {
    return TelemetryConfig.read(Sections.parse(yaml));
  }
}
