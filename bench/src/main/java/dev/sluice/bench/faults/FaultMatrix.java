package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs the fault matrix against this gateway, and against another one that takes a collector's
 * configuration beside it, and prints it as a table.
 *
 * <pre>
 * java -cp bench/target/bench.jar dev.sluice.bench.faults.FaultMatrix gateway/target/gateway.jar
 * java -cp … FaultMatrix --rows F01,S02 --rate 2000 gateway/target/gateway.jar
 * java -cp … FaultMatrix --other 'otelcol --config {config}' --page docs/fault-matrix.md gateway.jar
 * </pre>
 *
 * <p>Ends with 1 if a promise of this gateway was broken.
 */
public final class FaultMatrix {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** As in the smallest container. */
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:MaxDirectMemorySize=64m", "-XX:TieredStopAtLevel=1");

  /** These begin first, so that the others run beside them. */
  private static final Set<String> LONG = Set.of("F03l", "C01", "F06l", "C03");

  private final MatrixOptions options;

  FaultMatrix(MatrixOptions options) {
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    MatrixOptions options;
    try {
      options = MatrixOptions.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(MatrixOptions.USAGE);
      System.exit(64);
      return;
    }
    List<MatrixTable.Line> lines = new FaultMatrix(options).run();
    System.out.print(MatrixTable.of(lines));
    boolean kept =
        lines.stream().map(MatrixTable.Line::ours).allMatch(own -> own == null || own.passed());
    System.exit(kept ? 0 : 1);
  }

  static List<Row> rows(MatrixOptions options) {
    var rows = new ArrayList<>(BackendRows.all());
    rows.addAll(CrashRows.all(options.kills()));
    rows.addAll(DiskRows.all());
    rows.addAll(LoadRows.all(options.jar()));
    rows.removeIf(row -> !options.wants(row));
    return rows;
  }

  /** All of them; the page is written anew after each, so that a run that is ended shows much. */
  List<MatrixTable.Line> run() throws IOException, InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(options.jobs());
    ExecutorService sides = Executors.newCachedThreadPool();
    try {
      List<Row> rows = rows(options);
      var done = new ExecutorCompletionService<MatrixTable.Line>(pool);
      for (Row row : rows) if (LONG.contains(row.id())) done.submit(() -> run(row, sides));
      for (Row row : rows) if (!LONG.contains(row.id())) done.submit(() -> run(row, sides));
      var lines = new ArrayList<MatrixTable.Line>();
      while (lines.size() < rows.size()) {
        lines.add(done.take().get());
        lines.sort(Comparator.comparingInt(line -> rows.indexOf(line.row())));
        Path page = options.page();
        if (page != null && options.rows().isEmpty()) {
          Files.writeString(page, MatrixPage.of(options, lines));
        }
      }
      Path page = options.page();
      if (page != null && !options.rows().isEmpty()) {
        Files.writeString(page, MatrixPage.renewed(Files.readString(page), lines));
      }
      return lines;
    } finally {
      pool.shutdownNow();
      sides.shutdownNow();
    }
  }

  private MatrixTable.Line run(Row row, ExecutorService sides)
      throws InterruptedException, ExecutionException {
    String other = options.other();
    Path jar = options.jar();
    @Nullable Future<Verdict> theirs =
        other == null ? null : sides.submit(() -> run(row, other(other), false));
    Verdict ours = jar == null ? null : run(row, ours(jar), true);
    return new MatrixTable.Line(row, ours, theirs == null ? null : theirs.get());
  }

  static Rig.Command ours(Path jar) {
    return config -> GatewayProcess.command(List.of(), jar, JVM, config);
  }

  private static Rig.Command other(String command) {
    return config ->
        Arrays.stream(command.split(" "))
            .map(word -> word.replace("{config}", config.toString()))
            .toList();
  }

  private Verdict run(Row row, Rig.Command command, boolean ours) {
    Verdict verdict = verdict(row, command, ours);
    System.err.printf(
        "%-5s %-6s %s  %s %s%n",
        row.id(),
        ours ? "" : "other",
        verdict.passed() ? "kept" : "BROKEN",
        verdict.broken(),
        verdict.figures());
    return verdict;
  }

  private Verdict verdict(Row row, Rig.Command command, boolean ours) {
    try (var rig = new Rig(row, command, ours, options.rate())) {
      try {
        row.scenario().run(rig);
        return rig.verdict(DRAIN);
      } finally {
        rig.stopLoads();
      }
    } catch (Skipped e) {
      return Verdict.skipped(row, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.failed(row, e);
    } catch (Exception e) {
      return Verdict.failed(row, e);
    }
  }
}
