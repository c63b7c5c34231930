package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Contender.Run;
import dev.sluice.bench.endtoend.Plot.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How the cost of an item grows with processors, requests' sizes, connections, series and services:
 * one axis after the other, all else as it is, the same rate at each point, a gateway started anew
 * for each. Writes a table and one plot for each axis.
 *
 * <pre>
 * java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Scaling gateway/target/gateway.jar \
 *   {@literal @}config/jvm.options -XX:MaxRAM=256m
 * </pre>
 */
public final class Scaling {
  private static final Set<String> OPTIONS =
      Set.of("--axes", "--kinds", "--seconds", "--warm-up", "--rate", "--plots", "--table");
  private static final String USAGE =
      """
      usage: Scaling [OPTION...] GATEWAY_JAR [JVM_OPTION...]
        --axes NAME,...   of cores, size, connections, series, services; all unless written
        --kinds NAME,...  of traces, logs, metrics; all unless written
        --seconds N       of a run, 10 unless written; each point has two
        --warm-up N       of one run before, at twice the rate, 10 unless written; up to ten of them
        --rate N          items a second, 20000 unless written
        --plots FOLDER    for one SVG file an axis, docs/performance unless written
        --table FILE      bench/results/scaling.md unless written; what stands there above the
                          table stays
      """;

  private static final long IDLE_MILLIS = 500;

  /** What is measured, and at which point. */
  private record Result(Axis axis, int value, Traffic traffic, List<Run> runs, double peak) {
    double mean(ToDoubleFunction<Run> figure) {
      return runs.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    /** As many items as 4 MiB hold differ by the kind. */
    double x() {
      return axis == Axis.SIZE ? traffic.shape().items() : value;
    }
  }

  private final Arguments arguments;
  private final Set<String> kinds;
  private final List<String> faults = new ArrayList<>();

  private Scaling(Arguments arguments) {
    this.arguments = arguments;
    this.kinds = Set.of(arguments.text("--kinds", "traces,logs,metrics").split(",", -1));
  }

  public static void main(String[] args) throws Exception {
    Scaling scaling;
    List<Axis> axes;
    try {
      Arguments read = Arguments.of(OPTIONS, args);
      scaling = new Scaling(read);
      axes = Axis.named(read.text("--axes", "cores,size,connections,series,services"));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(64);
      return;
    }
    scaling.run(axes);
    scaling.faults.forEach(fault -> System.out.println("VOID: " + fault));
    System.exit(scaling.faults.isEmpty() ? 0 : 1);
  }

  private void run(List<Axis> axes) throws IOException, InterruptedException {
    var table = new ArrayList<String>();
    for (Axis axis : axes) {
      var results = new ArrayList<Result>();
      for (Cell cell : axis.cells()) {
        if (!kinds.contains(cell.kind().id())) continue;
        for (int value : axis.points()) results.add(measure(axis, cell, value));
      }
      List<String> lines = table(axis, results);
      lines.forEach(System.out::println);
      table.addAll(lines);
      Path folder = Files.createDirectories(Path.of(arguments.text("--plots", "docs/performance")));
      Files.writeString(folder.resolve(axis.id() + ".svg"), plot(axis, results));
    }
    write(Path.of(arguments.text("--table", "bench/results/scaling.md")), table);
  }

  private Result measure(Axis axis, Cell cell, int value) throws IOException, InterruptedException {
    List<String> pinned = Processors.pin(axis.cores(value));
    Traffic traffic = axis.traffic(cell, value, arguments.positive("--rate", 20_000));
    Contender.Command command =
        config -> GatewayProcess.command(pinned, arguments.jar(), arguments.jvm(), config);
    System.err.printf("%s, %s: %d%n", cell.title(true), axis.title(), value);
    try (var gateway = new Contender(traffic, true, command, IDLE_MILLIS)) {
      gateway.warmUp(2, traffic.secondsOfARun(arguments.positive("--warm-up", 10)));
      double seconds = traffic.secondsOfARun(arguments.positive("--seconds", 10));
      gateway.measure(seconds);
      gateway.measure(seconds);
      for (String fault : gateway.faults()) {
        faults.add("%s %d: %s".formatted(axis.title(), value, fault));
      }
      return new Result(axis, value, traffic, gateway.runs(), gateway.peakMebibytes());
    }
  }

  private static List<String> table(Axis axis, List<Result> results) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        "| signal | %s | CPU, µs/item | compiling | p50, ms | p99, ms | peak, MiB | out, B/item | heap,"
                .formatted(axis.title())
            + " B/item |");
    lines.add("|---".repeat(9) + "|");
    for (Result result : results) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.2f | %.0f %% | %.1f | %.1f | %.0f | %.0f | %.0f |",
              result.traffic().cell().kind().id(),
              result.x(),
              result.mean(Run::cpuMicrosPerItem),
              result.mean(Run::compilingShare) * 100,
              result.mean(Run::medianMillis),
              result.mean(Run::p99Millis),
              result.peak(),
              result.mean(Run::bytesOutPerItem),
              result.mean(Run::allocatedPerItem)));
    }
    if (axis == Axis.CORES && Processors.shared(2)) {
      lines.add("");
      lines.add(
          "With two cores the gateway shares the second with clients and backends: its latencies"
              + " are theirs as well.");
    }
    return lines;
  }

  private static String plot(Axis axis, List<Result> results) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (Result result : results) {
      lines
          .computeIfAbsent(result.traffic().cell().kind().id(), kind -> new ArrayList<>())
          .add(new Point(result.x(), result.mean(Run::cpuMicrosPerItem)));
    }
    return Plot.svg("CPU time per item, µs", axis.title(), lines);
  }

  /** The words above the first table are written by people. */
  private static void write(Path file, List<String> table) throws IOException {
    var lines = new ArrayList<String>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("|")) break;
        lines.add(line);
      }
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank())
      lines.remove(lines.size() - 1);
    lines.addAll(lines.isEmpty() ? table.subList(1, table.size()) : table);
    Files.write(file, lines);
  }
}
