package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handful of the fault matrix's rows; {@code make faults} runs all of them. */
class FaultsIT {
  @Test
  void theSmokeRows_areKept() throws Exception {
    Path jar = Path.of(System.getProperty("sluice.jar"));
    assertThat(jar).exists();
    List<MatrixTable.Line> lines =
        new FaultMatrix(
                MatrixOptions.of(
                    "--rows",
                    "F01,F12,F13,S01,S02,C01",
                    "--rate",
                    "1000",
                    "--kills",
                    "4",
                    "--jobs",
                    "3",
                    jar.toString()))
            .run();
    assertThat(lines).hasSize(6);
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.ours().broken()).as(line.row().id()).isEmpty());
  }
}
