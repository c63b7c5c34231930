package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every configuration that we hand out is one that runs. */
class ConfigFilesTest {
  private static final Path CONFIG = Path.of("..", "config");

  @ParameterizedTest
  @ValueSource(
      strings = {"relay.yaml", "quickstart.yaml", "container.yaml", "kubernetes/relay.yaml"})
  void aFileThatWeHandOut_isValid(String file) {
    var out = new ByteArrayOutputStream();
    var main =
        new Main(
            Distribution.standard(),
            Map.of("MY_POD_IP", "127.0.0.1")::get,
            new PrintStream(out, true, UTF_8),
            new PrintStream(out, true, UTF_8),
            new Orders(),
            new Ending(new Orders(), ignored -> {}));
    int code = main.run("validate", "--config", CONFIG.resolve(file).toString());
    assertThat(code).as(out.toString(UTF_8)).isEqualTo(ExitCode.OK);
  }

  @Test
  void theConfigMap_holdsRelayYamlAsItStands() throws Exception {
    assertThat(Files.readString(CONFIG.resolve("kubernetes/relay.yaml")))
        .isEqualTo(Files.readString(CONFIG.resolve("relay.yaml")));
  }
}
