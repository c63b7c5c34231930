package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the collector's Helm chart renders: two of its receivers are not in this build. */
class HelmIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String RECEIVERS = "      receivers: [otlp, jaeger, zipkin]";

  @TempDir private Path scratch;

  private final Map<String, String> environment = Map.of("MY_POD_IP", Loopback.next());
  private String written;

  @BeforeEach
  void read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HelmIT.class.getResourceAsStream("/config/relay-helm.yaml"))) {
      written = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatIsNotThere_isSaidPerLine() throws Exception {
    Path config = Files.writeString(scratch.resolve("relay-helm.yaml"), written);

    try (ChildProcess validate = run("validate", "--config", config.toString())) {
      assertThat(validate.awaitExit(SOON)).isEqualTo(78);
      String line = config + ":" + lineOf(RECEIVERS) + ":";
      assertThat(validate.output()).containsSubsequence(line, "jaeger", line, "zipkin");
    }
  }

  @Test
  void withoutThem_itStarts() throws Exception {
    String edited = written.replace(RECEIVERS, "      receivers: [otlp]");
    assertThat(edited).isNotEqualTo(written);
    Path config = Files.writeString(scratch.resolve("relay-helm.yaml"), edited);

    try (ChildProcess gateway = run("--config", config.toString())) {
      gateway.awaitOutput(SOON, "Everything is ready");
      gateway.terminate();
      assertThat(gateway.awaitExit(SOON)).as(gateway.output()).isZero();
    }
  }

  private ChildProcess run(String... arguments) throws IOException {
    return GatewayJar.run(
        scratch.resolve("output"), environment, List.of("-Xmx256m"), List.of(arguments));
  }

  private long lineOf(String text) {
    return written.substring(0, written.indexOf(text)).lines().count() + 1;
  }
}
