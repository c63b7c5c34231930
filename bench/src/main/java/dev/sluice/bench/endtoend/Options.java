package dev.sluice.bench.endtoend;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link Cost}.
 *
 * @param rate items a second; 0 for each cell's own
 */
record Options(
    Path jar,
    List<String> jvm,
    @Nullable String against,
    List<Cell> cells,
    double seconds,
    double warmUp,
    int rounds,
    double rate) {

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not one, with the reason
   */
  static Options of(String... args) {
    String against = null;
    List<Cell> cells = List.of(Cell.values());
    double seconds = 10;
    double warmUp = 10;
    int rounds = 1;
    double rate = 0;
    int at = 0;
    for (; at + 1 < args.length && args[at].startsWith("--"); at += 2) {
      String value = args[at + 1];
      switch (args[at]) {
        case "--against" -> against = withConfig(value);
        case "--cells" -> cells = Cell.named(value);
        case "--seconds" -> seconds = positive(value);
        case "--warm-up" -> warmUp = positive(value);
        case "--rounds" -> rounds = (int) Math.ceil(positive(value));
        case "--rate" -> rate = positive(value);
        default -> throw new IllegalArgumentException("unknown option " + args[at]);
      }
    }
    if (at == args.length || args[at].startsWith("--")) {
      throw new IllegalArgumentException("the gateway's jar is missing");
    }
    List<String> rest = List.of(args).subList(at, args.length);
    return new Options(
        Path.of(rest.get(0)),
        rest.subList(1, rest.size()),
        against,
        cells,
        seconds,
        warmUp,
        rounds,
        rate);
  }

  private static String withConfig(String command) {
    if (!command.contains("{config}")) {
      throw new IllegalArgumentException("--against has no {config}: " + command);
    }
    return command;
  }

  private static double positive(String value) {
    double number = Double.parseDouble(value);
    if (!(number > 0)) throw new IllegalArgumentException("not a number above 0: " + value);
    return number;
  }
}
