package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.exporter.loki.FakeLoki;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
  private static final String RELAY = "src/test/resources/config/relay.yaml";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void version_namesTheProduct() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("sluice version ");
  }

  @Test
  void anUnknownArgument_isAUsageError() {
    assertThat(run("--nonsense")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).contains("--nonsense").contains("sluice --help");
  }

  @Test
  void help_listsTheCommands() {
    assertThat(run("help")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("--config")
        .contains("validate")
        .contains("print-config")
        .contains("components");
  }

  @Test
  void components_areListed_withSignals() {
    assertThat(run("components")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("  - name: otlphttp\n    aliases: [otlp_http]")
        .contains("signals: [traces, metrics, logs]");
  }

  @Test
  void validate_withoutAConfiguration_isAUsageError() {
    assertThat(run("validate")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void validate_showsThePipelines() {
    assertThat(run("validate", "--config", RELAY)).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8))
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
      assertThat(run("validate", "--config", config)).isZero();
      assertThat(loki.asked()).isEmpty();
      assertThat(run("validate", "--online", "--config", config)).isZero();
      assertThat(err.toString(UTF_8))
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
    assertThat(run("--config", broken)).isEqualTo(ExitCode.CONFIG);
    assertThat(err.toString(UTF_8)).contains("htp").contains("debugg").contains("trace");
  }

  @Test
  void printConfig_isValidInput_withoutSecrets() {
    String config =
        "yaml:{receivers: {otlp: {protocols: {grpc: {}}}}, exporters: {otlphttp: {endpoint:"
            + " 'http://tempo:4318', headers: {Authorization: 'Bearer hunter2'}}}, service:"
            + " {pipelines: {traces: {receivers: [otlp], exporters: [otlphttp]}}}}";
    assertThat(run("print-config", "--config", config)).as(err.toString(UTF_8)).isZero();
    String printed = out.toString(UTF_8);
    assertThat(printed).contains("[REDACTED]").doesNotContain("hunter2");
    out.reset();
    assertThat(run("validate", "--config", "yaml:" + printed)).as(err.toString(UTF_8)).isZero();
  }

  private int run(String... args) {
    return new Main(
            Distribution.standard(),
            Map.of("MY_POD_IP", "127.0.0.1")::get,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            new Orders(),
            new Ending(new Orders(), code -> {}))
        .run(args);
  }
}
