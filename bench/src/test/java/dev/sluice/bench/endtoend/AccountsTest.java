package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.endtoend.Contender.Run;
import dev.sluice.bench.endtoend.Report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arithmetic behind the table. */
class AccountsTest {
  @Test
  void cpuTime_isUserAndSystemTime_whateverTheCommandIsCalled(@TempDir Path proc) throws Exception {
    Files.writeString(
        proc.resolve("stat"),
        "4711 (a) b (c)) S 1 4711 4711 0 -1 4194304 9 0 0 0 1234 66 5 7 20 0 31 0 99 1 2\n");
    assertThat(new ProcessAccount(proc).cpuSeconds()).isEqualTo(13.0);
  }

  @Test
  void whatCompilersHaveHad_isAPartOfIt(@TempDir Path proc) throws Exception {
    thread(proc, "11", "C1 CompilerThre\n", 100);
    thread(proc, "12", "C2 CompilerThre\n", 200);
    thread(proc, "13", "sluice-io-0\n", 400);
    Files.createDirectories(proc.resolve("task/14-has-just-ended"));
    assertThat(new ProcessAccount(proc).compilerSeconds()).isEqualTo(3.0);
  }

  private static void thread(Path proc, String id, String name, int ticks) throws IOException {
    Path folder = Files.createDirectories(proc.resolve("task").resolve(id));
    Files.writeString(folder.resolve("comm"), name);
    Files.writeString(
        folder.resolve("stat"), "%s (x) S 1 1 1 0 -1 0 9 0 0 0 %d 0 5 7 20".formatted(id, ticks));
  }

  @Test
  void memory_isReadByItsKey(@TempDir Path proc) throws Exception {
    Files.writeString(
        proc.resolve("status"), "Name:\tjava\nVmHWM:\t  262144 kB\nVmRSS:\t  131072 kB\n");
    assertThat(new ProcessAccount(proc).peakMebibytes()).isEqualTo(256);
    assertThat(new ProcessAccount(proc).residentMebibytes()).isEqualTo(128);
    Files.writeString(proc.resolve("status"), "Name:\tjava\n");
    assertThatThrownBy(() -> new ProcessAccount(proc).peakMebibytes())
        .hasMessageContaining("VmHWM");
  }

  @Test
  void halfAndDouble_cancelOut() {
    var ratio = Ratio.of(List.of(1.0, 4.0), List.of(2.0, 2.0));
    assertThat(ratio.mean()).isCloseTo(1, Offset.offset(1e-9));
    assertThat(ratio).hasToString("1.00 (0.50 to 2.00)");
  }

  @Test
  void aRatio_comparesRunsThatWereMadeTogether() {
    // Everything took twice as long in the second pair: the machine, not the gateways.
    assertThat(Ratio.of(List.of(1.0, 2.0), List.of(4.0, 8.0))).hasToString("0.25 (0.25 to 0.25)");
    assertThatThrownBy(() -> Ratio.of(List.of(1.0), List.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRow_hasAsManyColumnsAsTheHead() {
    var ours =
        new Figures(
            List.of(new Run(1, 0.5, 80, 33, 0.5, 2), new Run(2, 0, 80, 35, 0.5, 4)), 150, 90, 800);
    var theirs =
        new Figures(
            List.of(new Run(4, 0, 100, 0, 1, 4), new Run(4, 0, 100, 0, 1, 8)), 100, 60, 200);
    assertThat(Report.row("logs", ours, theirs))
        .isEqualTo(
            "| logs | 1.50 / 4.00 | 0.35 (0.25 to 0.50) | 0.5 / 1.0 | 3.0 / 6.0"
                + " | 0.50 (0.50 to 0.50) | 150 / 100 | 1.50 | 80 / 100 | 34 | 25 % | 90 / 60 | 800 / 200 |");
    assertThat(Report.row("logs", ours, null))
        .isEqualTo("| logs | 1.50 | 0.5 | 3.0 | 150 | 80 | 34 | 25 % | 90 | 800 |");
    for (boolean compares : new boolean[] {true, false}) {
      String row = Report.row("logs", ours, compares ? theirs : null);
      assertThat(Report.head(compares))
          .allSatisfy(line -> assertThat(bars(line)).isEqualTo(bars(row)));
    }
  }

  @Test
  void moreBytesThanTheOther_areMissed_whereBothSendTheSameFormat() {
    var theirs = new Figures(List.of(new Run(4, 0, 100, 0, 1, 4)), 100, 60, 200);
    var few = new Figures(List.of(new Run(1, 0, 110, 0, 1, 4)), 100, 60, 200);
    var many = new Figures(List.of(new Run(1, 0, 116, 0, 1, 4)), 100, 60, 200);
    assertThat(Gate.bytesOut(Cell.TRACES_GZIP, few, theirs)).isEmpty();
    assertThat(Gate.bytesOut(Cell.TRACES_GZIP, many, theirs))
        .get()
        .asString()
        .contains("traces", "1.16", "1.10");
    assertThat(Gate.bytesOut(Cell.LOGS, many, theirs)).isEmpty();
  }

  private static long bars(String line) {
    return line.chars().filter(c -> c == '|').count();
  }

  @Test
  void options_endAtTheJar() {
    Options options =
        Options.of("--cells", "logs, metrics-10k", "--seconds", "2.5", "gateway.jar", "-Xmx128m");
    assertThat(options.cells()).containsExactly(Cell.LOGS, Cell.METRICS_10K);
    assertThat(options.seconds()).isEqualTo(2.5);
    assertThat(options.jar()).isEqualTo(Path.of("gateway.jar"));
    assertThat(options.jvm()).containsExactly("-Xmx128m");
    assertThat(options.against()).isNull();
    assertThatThrownBy(() -> Options.of("--against", "otelcol", "gateway.jar"))
        .hasMessageContaining("{config}");
    assertThatThrownBy(() -> Options.of("--seconds", "0", "gateway.jar")).hasMessageContaining("0");
    assertThatThrownBy(() -> Options.of("--seconds", "1")).hasMessageContaining("jar");
    assertThatThrownBy(() -> Options.of("--colour", "1", "x.jar")).hasMessageContaining("--colour");
  }
}
