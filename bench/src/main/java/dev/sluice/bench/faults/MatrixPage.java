package dev.sluice.bench.faults;

import dev.sluice.bench.Machine;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page that the matrix is published on. */
final class MatrixPage {
  private static final String SUM_TEXT = "Sluice: %d rows kept, %d broken.";
  private static final Pattern SUM = Pattern.compile("Sluice: \\d+ rows kept, \\d+ broken\\.");
  private static final Pattern ID = Pattern.compile("\\| ([A-Z]\\d\\d\\w?) \\|");

  /** The cell of Sluice's. */
  private static final Pattern ROWS =
      Pattern.compile("(?m)^\\| [A-Z]\\d\\d\\w? \\|[^|]*\\|[^|]*\\| ([^|]*)\\|");

  private MatrixPage() {}

  static String of(MatrixOptions options, List<MatrixTable.Line> lines)
      throws IOException, InterruptedException {
    long kept = lines.stream().filter(MatrixPage::isKept).count();
    long broken = lines.stream().filter(MatrixPage::isBroken).count();
    return """
        # Fault matrix

        Written by the command, not by hand: `make faults`, see bench/README.md. Every row starts gateways as processes of their own, makes
        the fault, and counts every item at both ends. Besides its promise each row checks: nothing acknowledged is missing, nothing arrives
        oftener than was under way when the fault hit, every item is what was sent, field by field, neither samples of a series nor lines of a request out of order, refusals say when
        to come back, and the gateway's own ledger balances and equals what was counted outside, over restarts too. A row in which
        the fault did not happen is broken. Rows that would need hours are shortened; their column says for how long they ran.

        %s, commit %s, Java %s. %s. %,d items a second of each signal; kills: %d. %s

        %s

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
            SUM_TEXT.formatted(kept, broken),
            MatrixTable.of(lines));
  }

  /** The page with some rows run again: all others stay as they are. */
  static String renewed(String page, List<MatrixTable.Line> lines)
      throws IOException, InterruptedException {
    var rows = new HashMap<String, String>();
    for (String row : MatrixTable.of(lines).split("\n", -1)) rows.put(id(row), row);
    var text = new StringBuilder();
    String ids = lines.stream().map(line -> line.row().id()).collect(Collectors.joining(", "));
    for (String line : page.strip().split("\n", -1)) {
      if (line.startsWith("| Row")) {
        text.append(
            "Run again on %s at commit %s: %s.\n\n"
                .formatted(LocalDate.now(ZoneOffset.UTC), Machine.commit(), ids));
      }
      boolean isHead = line.startsWith("| Row") || id(line).isEmpty();
      text.append(isHead ? line : rows.getOrDefault(id(line), line)).append('\n');
    }
    Matcher old = SUM.matcher(text);
    String whole = text.toString();
    long kept =
        ROWS.matcher(whole).results().filter(row -> row.group(1).startsWith("kept")).count();
    long broken =
        ROWS.matcher(whole).results().filter(row -> row.group(1).startsWith("**")).count();
    return old.replaceFirst(SUM_TEXT.formatted(kept, broken));
  }

  /** Of a row of the table; empty if the line is none. */
  private static String id(String line) {
    Matcher row = ID.matcher(line);
    return row.lookingAt() ? row.group(1) : "";
  }

  private static boolean isKept(MatrixTable.Line line) {
    return line.ours() != null && line.ours().ran() && line.ours().passed();
  }

  private static boolean isBroken(MatrixTable.Line line) {
    return line.ours() != null && !line.ours().passed();
  }
}
