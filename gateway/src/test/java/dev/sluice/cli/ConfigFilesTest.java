package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
    var commands = new Commands();
    int code = commands.run("validate", "--config", CONFIG.resolve(file).toString());
    assertThat(code).as(commands.said()).isEqualTo(ExitCode.OK);
  }

  @Test
  void theConfigMap_holdsRelayYamlAsItStands() throws Exception {
    assertThat(Files.readString(CONFIG.resolve("kubernetes/relay.yaml")))
        .isEqualTo(Files.readString(CONFIG.resolve("relay.yaml")));
  }
}
