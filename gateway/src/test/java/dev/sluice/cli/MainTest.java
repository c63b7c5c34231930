package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void version_namesTheProduct() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("sluice ");
  }

  @Test
  void anUnknownArgument_isAUsageError() {
    assertThat(run("--nonsense")).isEqualTo(64);
    assertThat(err.toString(UTF_8)).contains("--nonsense").contains("--version");
  }

  private int run(String... args) {
    return Main.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }
}
