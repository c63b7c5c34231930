package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Contender.Run;
import dev.sluice.bench.endtoend.Report.Figures;
import java.util.Locale;
import java.util.Optional;

/**
 * What of a comparison is not noise: the bytes that go out. They are the same on every machine, and
 * CPU time that was saved by compressing less was not saved.
 */
final class Gate {
  /** Of the other gateway's bytes. */
  private static final double MOST_BYTES_OUT = 1.1;

  private Gate() {}

  /** What was missed, in words; nothing where the two do not send the same format. */
  static Optional<String> bytesOut(Cell cell, Figures ours, Figures theirs) {
    if (cell.kind() == Kind.LOGS) return Optional.empty();
    double ratio = ours.mean(Run::bytesOutPerItem) / theirs.mean(Run::bytesOutPerItem);
    if (ratio <= MOST_BYTES_OUT) return Optional.empty();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %.2f of the other's bytes out, %.2f are meant",
            cell.title(true),
            ratio,
            MOST_BYTES_OUT));
  }
}
