package dev.sluice.bench.faults;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The page that the matrix is published on. */
final class MatrixPage {
  private MatrixPage() {}

  static String of(MatrixOptions options, List<MatrixTable.Line> lines)
      throws IOException, InterruptedException {
    long kept = lines.stream().filter(MatrixPage::isKept).count();
    long broken = lines.stream().filter(MatrixPage::isBroken).count();
    return """
        # Fault matrix

        Written by the command, not by hand: `make faults`, see bench/README.md. Every row starts gateways as processes of their own, makes
        the fault, and counts every item at both ends. Besides its promise each row checks: nothing acknowledged is missing, nothing arrives
        oftener than was under way when the fault hit, every item is what was sent, field by field, no series out of order, refusals say when
        to come back, and the gateway's own ledger balances and equals what was counted outside, over restarts too. A row in which
        the fault did not happen is broken. Rows that would need hours are shortened; their column says for how long they ran.

        %s, commit %s, Java %s. %s. %,d items a second of each signal; kills: %d. %s

        Sluice: %d rows kept, %d broken.

        %s"""
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Machine.commit(),
            System.getProperty("java.version"),
            Machine.line(),
            options.rate(),
            options.kills(),
            options.other() == null
                ? ""
                : ("The other is %s, with the same configuration; it has no `loki` exporter and"
                        + " sends logs by OTLP/HTTP.")
                    .formatted(options.otherName()),
            kept,
            broken,
            MatrixTable.of(lines));
  }

  private static boolean isKept(MatrixTable.Line line) {
    return line.ours() != null && line.ours().ran() && line.ours().passed();
  }

  private static boolean isBroken(MatrixTable.Line line) {
    return line.ours() != null && !line.ours().passed();
  }
}
