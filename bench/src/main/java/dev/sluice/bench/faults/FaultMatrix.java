package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.GatewayProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the fault matrix against this gateway, or against another one that takes a collector's
 * configuration, and prints it as a table.
 *
 * <pre>
 * java -cp bench/target/bench.jar dev.sluice.bench.faults.FaultMatrix gateway/target/gateway.jar
 * java -cp … FaultMatrix --rows F01,S02 --rate 2000 gateway/target/gateway.jar
 * java -cp … FaultMatrix --other 'otelcol --config {config}'
 * </pre>
 *
 * <p>Ends with 1 if a promise of this gateway was broken.
 */
public final class FaultMatrix {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private final Rig.Command command;
  private final boolean ours;
  private final int itemsPerSecond;

  private FaultMatrix(Rig.Command command, boolean ours, int itemsPerSecond) {
    this.command = command;
    this.ours = ours;
    this.itemsPerSecond = itemsPerSecond;
  }

  public static void main(String[] args) {
    String other = null;
    List<String> only = List.of();
    int rate = 2000;
    int kills = 50;
    int at = 0;
    for (; at + 1 < args.length && args[at].startsWith("--"); at += 2) {
      switch (args[at]) {
        case "--other" -> other = args[at + 1];
        case "--rows" -> only = List.of(args[at + 1].split(","));
        case "--rate" -> rate = Integer.parseInt(args[at + 1]);
        case "--kills" -> kills = Integer.parseInt(args[at + 1]);
        default -> usage();
      }
    }
    if (other == null && at != args.length - 1) usage();
    Rig.Command command = other == null ? ours(Path.of(args[at])) : other(other);
    var matrix = new FaultMatrix(command, other == null, rate);
    List<Verdict> verdicts = matrix.run(rows(only, kills));
    System.out.print(MatrixTable.of(verdicts));
    boolean passed = verdicts.stream().allMatch(Verdict::passed);
    System.exit(passed || other != null ? 0 : 1);
  }

  private static void usage() {
    System.err.println(
        "usage: FaultMatrix [--rows F01,…] [--rate N] [--kills N] GATEWAY_JAR | --other COMMAND");
    System.exit(64);
  }

  private static Rig.Command ours(Path jar) {
    return config ->
        GatewayProcess.command(
            List.of(), jar, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), config);
  }

  private static Rig.Command other(String command) {
    return config ->
        Arrays.stream(command.split(" "))
            .map(word -> word.replace("{config}", config.toString()))
            .toList();
  }

  static List<Row> rows(List<String> only, int kills) {
    var rows = new ArrayList<>(BackendRows.all());
    rows.addAll(CrashRows.all(kills));
    if (!only.isEmpty()) rows.removeIf(row -> !only.contains(row.id()));
    return rows;
  }

  private List<Verdict> run(List<Row> rows) {
    var verdicts = new ArrayList<Verdict>();
    for (Row row : rows) {
      Verdict verdict = run(row);
      verdicts.add(verdict);
      System.err.printf(
          "%-5s %s  %s %s%n",
          row.id(), verdict.passed() ? "passed" : "BROKEN", verdict.broken(), verdict.figures());
    }
    return verdicts;
  }

  private Verdict run(Row row) {
    try (var rig = new Rig(row, command, ours, itemsPerSecond)) {
      try {
        row.scenario().run(rig);
        return rig.verdict(DRAIN);
      } finally {
        rig.stopLoads();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.failed(row, e);
    } catch (Exception e) {
      return Verdict.failed(row, e);
    }
  }
}
