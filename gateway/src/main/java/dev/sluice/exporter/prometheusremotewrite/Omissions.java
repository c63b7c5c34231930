package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Tally;
import java.util.EnumMap;
import java.util.Map;

/** Data points that a request leaves out: how many for which cause, with an example of each. */
final class Omissions {
  private final Map<Omission, Omitted> byCause = new EnumMap<>(Omission.class);
  private int total;

  private static final class Omitted {
    private final String example;
    private int points;

    Omitted(String example) {
      this.example = example;
    }
  }

  void clear() {
    total = 0;
    byCause.clear();
  }

  /** One more data point of the metric whose name stands there. */
  void add(Omission cause, byte[] array, int nameFrom, int nameTo) {
    total++;
    Omitted omitted = byCause.get(cause);
    if (omitted == null) {
      omitted = new Omitted(MetricNames.forLog(array, nameFrom, nameTo));
      byCause.put(cause, omitted);
    }
    omitted.points++;
  }

  /** Data points in all. */
  int total() {
    return total;
  }

  int points(Omission cause) {
    Omitted omitted = byCause.get(cause);
    return omitted == null ? 0 : omitted.points;
  }

  /** What all of them end as. */
  Tally tally() {
    Tally tally = Tally.DELIVERED;
    for (Map.Entry<Omission, Omitted> entry : byCause.entrySet()) {
      tally = tally.and(entry.getKey().outcome(), entry.getValue().points);
    }
    return tally;
  }

  /** What was left out, why, and what cures it; empty if nothing was. */
  String inWords() {
    var words = new StringBuilder();
    byCause.forEach(
        (cause, omitted) -> {
          if (words.length() > 0) words.append("; ");
          words.append(
              "%d of metric '%s' and its like, which %s (cure: %s)"
                  .formatted(omitted.points, omitted.example, cause.problem(), cause.cure()));
        });
    return words.toString();
  }
}
