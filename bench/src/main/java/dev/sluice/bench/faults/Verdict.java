package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.Kind;
import java.util.List;
import java.util.Map;

/** What came of a row: the promises that were broken, none if it passed. */
record Verdict(
    Row row, boolean ran, List<String> broken, List<String> figures, Map<Kind, Counts> counts) {
  boolean passed() {
    return broken.isEmpty();
  }

  Counts total() {
    return counts.values().stream().reduce(Counts.NONE, Counts::plus);
  }

  static Verdict failed(Row row, Exception fault) {
    return new Verdict(row, true, List.of(String.valueOf(fault)), List.of(), Map.of());
  }

  static Verdict skipped(Row row, String why) {
    return new Verdict(row, false, List.of(), List.of(why), Map.of());
  }
}
