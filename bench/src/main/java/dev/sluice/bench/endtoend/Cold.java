package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Contender.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What the first seconds after a start cost: a gateway is started anew for each round and loaded
 * from the moment on in which it takes connections. With {@code --before} it is loaded hard for so
 * long first, which is the most that a warm-up of this length could do for it.
 *
 * <pre>java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Cold gateway/target/gateway.jar
 * </pre>
 */
public final class Cold {
  private static final Set<String> OPTIONS =
      Set.of("--cells", "--rate", "--rounds", "--before", "--cores");
  private static final String USAGE =
      """
      usage: Cold [OPTION...] GATEWAY_JAR [JVM_OPTION...]
        --cells NAME,...  see Cost; traces-gzip, logs and metrics-10k unless written
        --rate N          items a second, 10000 unless written
        --rounds N        starts of each, 3 unless written
        --before S        seconds at ten times the rate that do not count, none unless written
        --cores N         of the gateway, 1 unless written
      """;

  /** One run after the other, in seconds. */
  private static final double[] WINDOWS = {1, 1, 3, 5};

  private static final int HARDER = 10;

  private final Arguments arguments;
  private final List<String> pinned;
  private final List<String> faults = new ArrayList<>();

  private Cold(Arguments arguments, List<String> pinned) {
    this.arguments = arguments;
    this.pinned = pinned;
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments;
    try {
      arguments = Arguments.of(OPTIONS, args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(64);
      return;
    }
    var cold = new Cold(arguments, Processors.pin((int) arguments.positive("--cores", 1)));
    cold.run();
    cold.faults.forEach(fault -> System.out.println("VOID: " + fault));
    System.exit(cold.faults.isEmpty() ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException {
    System.out.println(
        "| cell | ready, ms | CPU at ready, s | before, CPU s | | 1st s | 2nd s | 3rd to 5th | 6th to"
            + " 10th |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (Cell cell : Cell.named(arguments.text("--cells", "traces-gzip,logs,metrics-10k"))) {
      var starts = new ArrayList<Start>();
      int rounds = (int) arguments.positive("--rounds", 3);
      for (int i = 0; i < rounds; i++) starts.add(start(cell));
      report(cell, starts);
    }
  }

  /** Its windows; what it took before them. */
  private record Start(double readyMillis, double readyCpu, double beforeCpu, List<Run> runs) {}

  private Start start(Cell cell) throws IOException, InterruptedException {
    Traffic traffic = cell.traffic(arguments.positive("--rate", 10_000));
    try (var gateway = new Contender(traffic, true, this::command, 0)) {
      double readyCpu = gateway.cpuSeconds();
      double before = arguments.positive("--before", 0);
      if (before > 0) gateway.load(HARDER, before);
      double beforeCpu = gateway.cpuSeconds() - readyCpu;
      for (double seconds : WINDOWS) gateway.measure(seconds);
      faults.addAll(gateway.faults());
      return new Start(gateway.readyMillis(), readyCpu, beforeCpu, gateway.runs());
    }
  }

  private List<String> command(Path config) {
    return GatewayProcess.command(pinned, arguments.jar(), arguments.jvm(), config);
  }

  private static void report(Cell cell, List<Start> starts) {
    String head =
        String.format(
            Locale.ROOT,
            "| %s | %.0f | %.2f | %.2f |",
            cell.title(true),
            median(starts, Start::readyMillis),
            median(starts, Start::readyCpu),
            median(starts, Start::beforeCpu));
    row(head, "CPU, µs/item", starts, Run::cpuMicrosPerItem);
    row("| | | | |", "p50, ms", starts, Run::medianMillis);
    row("| | | | |", "p99, ms", starts, Run::p99Millis);
  }

  private static void row(
      String head, String what, List<Start> starts, ToDoubleFunction<Run> figure) {
    var line = new StringBuilder(head).append(' ').append(what).append(" |");
    for (int i = 0; i < WINDOWS.length; i++) {
      int window = i;
      double value = median(starts, start -> figure.applyAsDouble(start.runs().get(window)));
      line.append(String.format(Locale.ROOT, " %.1f |", value));
    }
    System.out.println(line);
  }

  private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
    double[] sorted = starts.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
