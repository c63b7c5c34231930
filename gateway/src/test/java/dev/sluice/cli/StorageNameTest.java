package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storage that an exporter names has to be there before anything starts. */
class StorageNameTest {
  private static final String CONFIG =
      """
      extensions: {file_storage: {directory: DIRECTORY}, health_check: {}}
      receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
      exporters:
        otlphttp:
          endpoint: http://127.0.0.1:1
          sending_queue:
            storage: STORAGE
      service:
        extensions: [STARTED]
        pipelines: {logs: {receivers: [otlp], exporters: [otlphttp]}}
      """;

  @TempDir private Path scratch;

  private final Commands commands = new Commands();

  private int validate(String storage, String started) throws Exception {
    String yaml =
        CONFIG
            .replace("DIRECTORY", scratch.resolve("storage").toString())
            .replace("STORAGE", storage)
            .replace("STARTED", started);
    Path file = Files.writeString(scratch.resolve("relay.yaml"), yaml);
    return commands.run("validate", "--config", file.toString());
  }

  @Test
  void aStorageThatIsDefinedAndStarted_isRight() throws Exception {
    assertThat(validate("file_storage", "file_storage")).as(commands.said()).isZero();
  }

  @Test
  void aStorageThatIsNotDefined_isAMistake_withItsPlaceAndCure() throws Exception {
    assertThat(validate("file_storag", "file_storage")).isEqualTo(ExitCode.CONFIG);
    assertThat(commands.said())
        .contains(
            "relay.yaml:7:16",
            "`storage` names an extension that is not defined",
            "^^^^^^^^^^^",
            "exporters::otlphttp::sending_queue::storage",
            "defined: file_storage, health_check",
            "fix:     storage: file_storage");
  }

  @Test
  void whatIsNoStorage_isAMistake() throws Exception {
    assertThat(validate("health_check", "health_check")).isEqualTo(ExitCode.CONFIG);
    assertThat(commands.said())
        .contains(
            "`storage` names extension `health_check`, which keeps no data on disk",
            "file_storage");
  }

  @Test
  void aStorageThatIsNotStarted_isAMistake_withItsPlaceAndCure() throws Exception {
    assertThat(validate("file_storage", "health_check")).isEqualTo(ExitCode.CONFIG);
    assertThat(commands.said())
        .contains(
            "relay.yaml:7:16",
            "`storage` names extension `file_storage`, which is not started",
            "^^^^^^^^^^^^",
            "extensions: [health_check, file_storage]");
  }
}
