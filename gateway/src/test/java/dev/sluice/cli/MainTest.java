package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
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

  private int run(String... args) {
    return new Main(
            Distribution.standard(),
            Map.of("MY_POD_IP", "127.0.0.1")::get,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(args);
  }
}
