package dev.sluice.bench.endtoend;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
  private static final Set<String> KNOWN =
      Set.of("--against", "--cells", "--seconds", "--warm-up", "--rounds", "--rate");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not one, with the reason
   */
  static Options of(String... args) {
    Arguments read = Arguments.of(KNOWN, args);
    String cells = read.text("--cells");
    String against = read.text("--against");
    return new Options(
        read.jar(),
        read.jvm(),
        against == null ? null : withConfig(against),
        cells == null ? List.of(Cell.values()) : Cell.named(cells),
        read.positive("--seconds", 10),
        read.positive("--warm-up", 10),
        (int) Math.ceil(read.positive("--rounds", 1)),
        read.positive("--rate", 0));
  }

  private static String withConfig(String command) {
    if (!command.contains("{config}")) {
      throw new IllegalArgumentException("--against has no {config}: " + command);
    }
    return command;
  }
}
