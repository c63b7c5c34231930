package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Contender.Run;
import dev.sluice.bench.endtoend.Report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What safety costs: the gateway without storage and with it, where every answer waits for its
 * fsync, in turns (without, with, with, without). CPU time per item and the time to the answer at a
 * cell's rate; then items a second where requests are sent as fast as answers come.
 *
 * <pre>java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Safety --storage DIR \\
 *   gateway/target/gateway.jar
 * </pre>
 */
public final class Safety {
  private static final String USAGE =
      """
      usage: Safety --storage DIR [OPTION...] GATEWAY_JAR [JVM_OPTION...]
        --storage DIR      a directory on the disk that is meant
        --cells NAME,...   traces-none and logs unless written
        --seconds N        of one run at the cell's rate, 10 unless written
        --warm-up N        of one run before, at twice the rate, 10 unless written
        --requests N       of one run without a rate, 20000 unless written
        --under-way N      requests without an answer in those, 64 unless written
      """;

  private static final Set<String> KNOWN =
      Set.of("--storage", "--cells", "--seconds", "--warm-up", "--requests", "--under-way");

  private static final long IDLE_MILLIS = 1_000;

  private final Arguments read;
  private final Path storage;
  private final List<String> pinned;

  private Safety(Arguments read, Path storage, List<String> pinned) {
    this.read = read;
    this.storage = storage;
    this.pinned = pinned;
  }

  public static void main(String[] args) throws Exception {
    Arguments read;
    Path storage;
    try {
      read = Arguments.of(KNOWN, args);
      storage = Path.of(Objects.requireNonNull(read.text("--storage"), "--storage is missing"));
    } catch (IllegalArgumentException | NullPointerException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(64);
      return;
    }
    List<String> faults = new Safety(read, storage, Processors.pin(1)).run();
    faults.forEach(fault -> System.out.println("VOID: " + fault));
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private List<String> run() throws IOException, InterruptedException {
    var faults = new ArrayList<String>();
    System.out.println(
        "| cell, without / with storage | CPU, µs/item | ratio | p50, ms | p99, ms | items/s | ratio |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Cell cell : Cell.named(read.text("--cells", "traces-none,logs"))) {
      try (Contender without = contender(cell, false);
          Contender with = contender(cell, true)) {
        List<Contender> turns = List.of(without, with, with, without);
        without.warmUp(2, read.positive("--warm-up", 10));
        with.warmUp(2, read.positive("--warm-up", 10));
        for (Contender side : turns) side.measure(read.positive("--seconds", 10));
        var rates = new ArrayList<Double>();
        for (Contender side : turns) rates.add(push(side));
        System.out.println(row(cell, figures(without), figures(with), rates));
        faults.addAll(without.faults());
        faults.addAll(with.faults());
      }
    }
    return faults;
  }

  private double push(Contender side) throws IOException, InterruptedException {
    return side.push(
        (int) read.positive("--requests", 20_000), (int) read.positive("--under-way", 64));
  }

  private static Figures figures(Contender side) throws IOException {
    return new Figures(side.runs(), side.peakMebibytes(), side.idleMebibytes(), side.readyMillis());
  }

  private static String row(Cell cell, Figures without, Figures with, List<Double> rates) {
    double cpu = without.mean(Run::cpuMicrosPerItem);
    double cpuWith = with.mean(Run::cpuMicrosPerItem);
    double rate = (rates.get(0) + rates.get(3)) / 2;
    double rateWith = (rates.get(1) + rates.get(2)) / 2;
    return String.format(
        Locale.ROOT,
        "| %s | %.2f / %.2f | %.2f | %.1f / %.1f | %.1f / %.1f | %,.0f / %,.0f | %.2f |",
        cell.title(true),
        cpu,
        cpuWith,
        cpuWith / cpu,
        without.mean(Run::medianMillis),
        with.mean(Run::medianMillis),
        without.mean(Run::p99Millis),
        with.mean(Run::p99Millis),
        rate,
        rateWith,
        rateWith / rate);
  }

  private Contender contender(Cell cell, boolean stores) throws IOException, InterruptedException {
    return new Contender(
        cell.traffic(cell.itemsPerSecond()), true, config -> command(config, stores), IDLE_MILLIS);
  }

  /** The cell's own configuration, or the same with storage. */
  private List<String> command(Path config, boolean stores) throws IOException {
    if (stores) Files.writeString(config, stored(Files.readString(config)));
    return GatewayProcess.command(pinned, read.jar(), read.jvm(), config);
  }

  private String stored(String config) throws IOException {
    Path directory = Files.createTempDirectory(Files.createDirectories(storage), "safety");
    return "extensions: {file_storage: {directory: \"%s\"}}\n".formatted(directory.toAbsolutePath())
        + config
            .replaceFirst(
                "(?m)^(  \\w+: \\{)(endpoint)", "$1sending_queue: {storage: file_storage}, $2")
            .replaceFirst("(?m)^service:", "service:\n  extensions: [file_storage]");
  }
}
