package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Report.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an item costs: CPU time, memory, bytes out and the time to the answer, at a fixed rate; and
 * the same for another gateway beside it, in turns (ours, theirs, theirs, ours), so that what the
 * machine does meanwhile meets both. See {@code bench/README.md}.
 *
 * <pre>java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Cost gateway/target/gateway.jar
 * </pre>
 *
 * <p>Gateways are pinned to the first processor and this process, which is client and backend, to
 * the second, where {@code taskset} is there. CPU time bears a busy machine; latencies do not.
 */
public final class Cost {
  private static final String USAGE =
      """
      usage: Cost [OPTION...] GATEWAY_JAR [JVM_OPTION...]
        --against 'COMMAND'  another gateway; {config} stands for its configuration file
        --cells NAME,...     of %s; all unless written
        --seconds N          of one run, 10 unless written; each side has two in each round
        --warm-up N          of one run before, 10 unless written; up to ten of them
        --rounds N           1 unless written
        --rate N             items a second, in place of each cell's own
      """
          .formatted(Arrays.toString(Cell.values()).toLowerCase(java.util.Locale.ROOT));

  private static final long IDLE_MILLIS = 3_000;

  private final Options options;
  private final List<String> pinned;
  private final List<String> missed = new ArrayList<>();

  private Cost(Options options, List<String> pinned) {
    this.options = options;
    this.pinned = pinned;
  }

  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(64);
      return;
    }
    var cost = new Cost(options, Processors.pin(1));
    List<String> faults = cost.run();
    faults.forEach(fault -> System.out.println("VOID: " + fault));
    cost.missed.forEach(what -> System.out.println("MISSED: " + what));
    System.exit(!faults.isEmpty() ? 1 : cost.missed.isEmpty() ? 0 : 3);
  }

  private List<String> run() throws IOException, InterruptedException {
    var faults = new ArrayList<String>();
    Report.head(options.against() != null).forEach(System.out::println);
    for (Cell cell : options.cells()) {
      try (Contender ours = contender(cell, true);
          Contender theirs = options.against() == null ? null : contender(cell, false)) {
        if (theirs != null) theirs.warmUp(1, options.warmUp());
        ours.warmUp(1, options.warmUp());
        for (int i = 0; i < options.rounds(); i++) round(ours, theirs);
        System.out.println(
            Report.row(cell.title(true), figures(ours), theirs == null ? null : figures(theirs)));
        faults.addAll(ours.faults());
        if (theirs != null) {
          faults.addAll(theirs.faults());
          Gate.bytesOut(cell, figures(ours), figures(theirs)).ifPresent(missed::add);
        }
      }
    }
    return faults;
  }

  private void round(Contender ours, @Nullable Contender theirs)
      throws IOException, InterruptedException {
    ours.measure(options.seconds());
    if (theirs != null) {
      theirs.measure(options.seconds());
      theirs.measure(options.seconds());
    }
    ours.measure(options.seconds());
  }

  private Contender contender(Cell cell, boolean ours) throws IOException, InterruptedException {
    double rate = options.rate() > 0 ? options.rate() : cell.itemsPerSecond();
    return new Contender(
        cell.traffic(rate), ours, ours ? this::ourCommand : this::theirCommand, IDLE_MILLIS);
  }

  private List<String> ourCommand(Path config) {
    return GatewayProcess.command(pinned, options.jar(), options.jvm(), config);
  }

  private List<String> theirCommand(Path config) {
    var command = new ArrayList<String>(pinned);
    for (String word : String.valueOf(options.against()).trim().split("\\s+", -1)) {
      command.add(word.replace("{config}", config.toString()));
    }
    return command;
  }

  private static Figures figures(Contender side) throws IOException {
    return new Figures(side.runs(), side.peakMebibytes(), side.idleMebibytes(), side.readyMillis());
  }
}
