package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.exporter.loki.FakeLoki;
import org.junit.jupiter.api.Test;

class MainTest {
  private static final String RELAY = "src/test/resources/config/relay.yaml";

  private final Commands commands = new Commands();

  @Test
  void version_namesTheProduct() {
    assertThat(commands.run("--version")).isZero();
    assertThat(commands.out()).startsWith("sluice version ");
  }

  @Test
  void anUnknownArgument_isAUsageError() {
    assertThat(commands.run("--nonsense")).isEqualTo(ExitCode.USAGE);
    assertThat(commands.err()).contains("--nonsense").contains("sluice --help");
  }

  @Test
  void help_listsTheCommands() {
    assertThat(commands.run("help")).isZero();
    assertThat(commands.out())
        .contains("--config")
        .contains("validate")
        .contains("print-config")
        .contains("components");
  }

  @Test
  void components_areListed_withSignals() {
    assertThat(commands.run("components")).isZero();
    assertThat(commands.out())
        .contains("  - name: otlphttp\n    aliases: [otlp_http]")
        .contains("signals: [traces, metrics, logs]");
  }

  @Test
  void validate_withoutAConfiguration_isAUsageError() {
    assertThat(commands.run("validate")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void validate_showsThePipelines() {
    assertThat(commands.run("validate", "--config", RELAY)).as(commands.err()).isZero();
    assertThat(commands.out())
        .contains("valid: " + RELAY)
        .contains("traces   otlp -> memory_limiter -> batch -> otlphttp")
        .contains("metrics  otlp, prometheus -> memory_limiter -> batch -> prometheusremotewrite");
  }

  @Test
  void validateOnline_asksTheBackends_andSaysWhatTheyWouldNotTake() throws Exception {
    try (var loki = new FakeLoki()) {
      loki.showLimits("max_label_names_per_series: 2\n");
      String config =
          "yaml:{receivers: {otlp: {protocols: {grpc: {}}}}, exporters: {loki: {endpoint: '%s'}},"
                  .formatted(loki.url())
              + " service: {pipelines: {logs: {receivers: [otlp], exporters: [loki]}}}}";
      assertThat(commands.run("validate", "--config", config)).isZero();
      assertThat(loki.asked()).isEmpty();
      assertThat(commands.run("validate", "--online", "--config", config)).isZero();
      assertThat(commands.err())
          .contains("warning[")
          .contains("Loki takes 2")
          .contains("exporters::loki::default_labels_enabled")
          .contains("max_label_names_per_series");
    }
  }

  @Test
  void everyMistake_isSaidAtOnce_andNothingStarts() {
    String broken =
        "yaml:{receivers: {otlp: {protocols: {grpc: {}, htp: {}}}}, exporters: {debugg: {}},"
            + " service: {pipelines: {trace: {receivers: [otlp], exporters: [debug]}}}}";
    assertThat(commands.run("--config", broken)).isEqualTo(ExitCode.CONFIG);
    assertThat(commands.err()).contains("htp").contains("debugg").contains("trace");
  }

  @Test
  void printConfig_isValidInput_withoutSecrets() {
    String config =
        "yaml:{receivers: {otlp: {protocols: {grpc: {}}}}, exporters: {otlphttp: {endpoint:"
            + " 'http://tempo:4318', headers: {Authorization: 'Bearer hunter2'}}}, service:"
            + " {pipelines: {traces: {receivers: [otlp], exporters: [otlphttp]}}}}";
    assertThat(commands.run("print-config", "--config", config)).as(commands.err()).isZero();
    String printed = commands.out();
    assertThat(printed).contains("[REDACTED]").doesNotContain("hunter2");
    assertThat(commands.run("validate", "--config", "yaml:" + printed)).as(commands.err()).isZero();
  }
}
