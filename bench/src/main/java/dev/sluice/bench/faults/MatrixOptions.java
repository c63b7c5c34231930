package dev.sluice.bench.faults;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the command line.
 *
 * @param rows of these only; none: of all
 * @param rate items a second, of each signal
 * @param jobs rows at once
 * @param other another gateway's command, with {@code {config}} for its configuration
 * @param page where the table is to be written
 * @param jar of this gateway; null: only the other one is run
 */
record MatrixOptions(
    List<String> rows,
    int rate,
    int kills,
    int jobs,
    @Nullable String other,
    String otherName,
    @Nullable Path page,
    @Nullable Path jar) {

  static final String USAGE =
      """
      usage: FaultMatrix [--rows F01,...] [--rate N] [--kills N] [--jobs N] [--page FILE]
                         [--other COMMAND] [--name NAME] [GATEWAY_JAR]
      """;

  static MatrixOptions of(String... args) {
    List<String> rows = List.of();
    int rate = 2000;
    int kills = 50;
    int jobs = 1;
    String other = null;
    String name = "another gateway";
    Path page = null;
    int at = 0;
    for (; at + 1 < args.length && args[at].startsWith("--"); at += 2) {
      String value = args[at + 1];
      switch (args[at]) {
        case "--rows" -> rows = List.of(value.split(","));
        case "--rate" -> rate = Integer.parseInt(value);
        case "--kills" -> kills = Integer.parseInt(value);
        case "--jobs" -> jobs = Integer.parseInt(value);
        case "--other" -> other = value;
        case "--name" -> name = value;
        case "--page" -> page = Path.of(value);
        default -> throw new IllegalArgumentException(args[at] + " is no option");
      }
    }
    if (at < args.length - 1) throw new IllegalArgumentException("behind the jar comes nothing");
    if (at < args.length && args[at].startsWith("--")) {
      throw new IllegalArgumentException(args[at] + " has no value");
    }
    Path jar = at == args.length ? null : Path.of(args[at]);
    if (jar == null && other == null) throw new IllegalArgumentException("no gateway to run");
    return new MatrixOptions(rows, rate, kills, jobs, other, name, page, jar);
  }

  boolean wants(Row row) {
    return rows.isEmpty() || rows.contains(row.id());
  }
}
