package dev.sluice.bench.faults;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verdicts as a table in Markdown: this gateway's, and another one's beside it. */
final class MatrixTable {
  /** What came of a row for each of the two; null: it was not run. */
  record Line(Row row, @Nullable Verdict ours, @Nullable Verdict other) {}

  private MatrixTable() {}

  static String of(List<Line> lines) {
    boolean both = lines.stream().anyMatch(line -> line.other != null);
    var text = new StringBuilder("| Row | Fault | Promise | Sluice |");
    text.append(both ? " The other |\n|---|---|---|---|---|\n" : "\n|---|---|---|---|\n");
    for (Line line : lines) {
      text.append(
          "| %s | %s%s | %s | %s |"
              .formatted(
                  line.row.id(),
                  line.row.fault(),
                  line.row.storage() ? "; queue on disk" : "",
                  line.row.promise(),
                  cell(line.ours)));
      if (both) text.append(' ').append(cell(line.other)).append(" |");
      text.append('\n');
    }
    return text.toString();
  }

  private static String cell(@Nullable Verdict verdict) {
    if (verdict == null) return "not run";
    if (!verdict.ran()) return "not run: " + plain(String.join("; ", verdict.figures()));
    var parts = new ArrayList<String>();
    parts.add(
        verdict.passed() ? "kept" : "**broken**: " + plain(String.join("; ", verdict.broken())));
    Counts counts = verdict.total();
    if (counts.acknowledged() > 0) {
      parts.add(
          "%,d acknowledged, %,d missing, %,d twice"
              .formatted(counts.acknowledged(), counts.missing(), counts.repeats()));
    }
    if (counts.refused() + counts.unknown() > 0) {
      parts.add(
          "%,d refused, %,d without a clear answer".formatted(counts.refused(), counts.unknown()));
    }
    if (!verdict.figures().isEmpty()) parts.add(plain(String.join("; ", verdict.figures())));
    return String.join(". ", parts);
  }

  /** In a cell: one line, no bars, no end. */
  private static String plain(String text) {
    String line = text.replaceAll("\\s+", " ").replace("|", "\\|");
    return line.length() > 400 ? line.substring(0, 400) + "..." : line;
  }
}
