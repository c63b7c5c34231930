package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The ten minutes of {@link Outage} in less than one. */
class OutageIT {
  @Test
  void oneBackendGone_losesNothing_andHoldsNobodyUp() throws Exception {
    Path jar = Path.of(System.getProperty("sluice.jar"));
    assertThat(jar).exists();
    assertThat(
            new Outage(
                    jar,
                    Outage.JVM,
                    Duration.ofSeconds(40),
                    Duration.ofSeconds(3),
                    Outage.ITEMS_PER_SECOND)
                .run())
        .isEmpty();
  }
}
