package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first seconds of {@link Soak}, at a rate that any machine has room for. */
class SoakIT {
  private static final double MOST_MEBIBYTES = 300;

  @Test
  void allSignalsInASmallContainer_arriveOnce() throws Exception {
    Path jar = Path.of(System.getProperty("sluice.jar"));
    assertThat(jar).exists();
    List<String> jvm = List.of("@" + jar.resolve("../../../config/jvm.options").normalize());
    assertThat(
            new Soak(
                    jar,
                    List.of(jvm.get(0), "-XX:MaxRAM=256m"),
                    Duration.ofSeconds(10),
                    6_000,
                    MOST_MEBIBYTES)
                .run())
        .isEmpty();
  }
}
