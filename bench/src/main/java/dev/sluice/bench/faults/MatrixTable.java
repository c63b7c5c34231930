package dev.sluice.bench.faults;

import java.util.List;

/** Verdicts as a table in Markdown. */
final class MatrixTable {
  private MatrixTable() {}

  static String of(List<Verdict> verdicts) {
    var text = new StringBuilder();
    text.append(
        "| Row | Fault | Promise | Verdict | acknowledged | refused | unknown | missing | twice | |\n");
    text.append("|---|---|---|---|---:|---:|---:|---:|---:|---|\n");
    for (Verdict verdict : verdicts) {
      Counts counts = verdict.total();
      text.append(
          "| %s | %s%s | %s | %s | %,d | %,d | %,d | %,d | %,d | %s |%n"
              .formatted(
                  verdict.row().id(),
                  verdict.row().fault(),
                  verdict.row().storage() ? " (on disk)" : "",
                  verdict.row().promise(),
                  verdict.passed() ? "kept" : "**broken**: " + String.join("; ", verdict.broken()),
                  counts.acknowledged(),
                  counts.refused(),
                  counts.unknown(),
                  counts.missing(),
                  counts.repeats(),
                  String.join("; ", verdict.figures())));
    }
    return text.toString();
  }
}
