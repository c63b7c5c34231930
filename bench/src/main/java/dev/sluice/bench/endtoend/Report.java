package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Contender.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures as a table in Markdown, a row for each cell, the other gateway's figures beside ours.
 */
final class Report {
  /** One side's figures for one cell. */
  record Figures(List<Run> runs, double peakMebibytes, double idleMebibytes, double readyMillis) {
    double mean(ToDoubleFunction<Run> figure) {
      return runs.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    List<Double> each(ToDoubleFunction<Run> figure) {
      return runs.stream().mapToDouble(figure).boxed().toList();
    }
  }

  private Report() {}

  static List<String> head(boolean compares) {
    List<String> columns =
        compares
            ? List.of(
                "cell",
                "CPU, µs/item",
                "ratio",
                "p50, ms",
                "p99, ms",
                "ratio",
                "peak, MiB",
                "ratio",
                "out, B/item",
                "heap, B/item",
                "compiling",
                "idle, MiB",
                "ready, ms")
            : List.of(
                "cell",
                "CPU, µs/item",
                "p50, ms",
                "p99, ms",
                "peak, MiB",
                "out, B/item",
                "heap, B/item",
                "compiling",
                "idle, MiB",
                "ready, ms");
    return List.of(line(columns), "|---".repeat(columns.size()) + "|");
  }

  static String row(String cell, Figures ours, @Nullable Figures theirs) {
    var columns = new ArrayList<String>();
    columns.add(cell);
    columns.add(pair("%.2f", ours, theirs, f -> f.mean(Run::cpuMicrosPerItem)));
    if (theirs != null) columns.add(ratio(ours, theirs, Run::cpuMicrosPerItem));
    columns.add(pair("%.1f", ours, theirs, f -> f.mean(Run::medianMillis)));
    columns.add(pair("%.1f", ours, theirs, f -> f.mean(Run::p99Millis)));
    if (theirs != null) columns.add(ratio(ours, theirs, Run::p99Millis));
    columns.add(pair("%.0f", ours, theirs, Figures::peakMebibytes));
    if (theirs != null) {
      columns.add(text("%.2f", ours.peakMebibytes() / theirs.peakMebibytes()));
    }
    columns.add(pair("%.0f", ours, theirs, f -> f.mean(Run::bytesOutPerItem)));
    columns.add(text("%.0f", ours.mean(Run::allocatedPerItem)));
    columns.add(text("%.0f %%", 100 * ours.mean(Run::compilingShare)));
    columns.add(pair("%.0f", ours, theirs, Figures::idleMebibytes));
    columns.add(pair("%.0f", ours, theirs, Figures::readyMillis));
    return line(columns);
  }

  private static String ratio(Figures ours, Figures theirs, ToDoubleFunction<Run> figure) {
    return Ratio.of(ours.each(figure), theirs.each(figure)).toString();
  }

  private static String pair(
      String format, Figures ours, @Nullable Figures theirs, ToDoubleFunction<Figures> figure) {
    String text = text(format, figure.applyAsDouble(ours));
    return theirs == null ? text : text + " / " + text(format, figure.applyAsDouble(theirs));
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String line(List<String> columns) {
    return "| " + String.join(" | ", columns) + " |";
  }
}
