package dev.sluice.exporter.prometheusremotewrite;

import java.util.EnumMap;
import java.util.Map;

/**
 * Data points that a request leaves out: how many for which cause, with one metric as an example.
 */
final class Losses {
  private final Map<Untranslatable, Loss> losses = new EnumMap<>(Untranslatable.class);
  private int total;

  private static final class Loss {
    private final String example;
    private int points;

    Loss(String example) {
      this.example = example;
    }
  }

  void clear() {
    total = 0;
    losses.clear();
  }

  /** One more data point of the metric whose name stands there. */
  void add(Untranslatable cause, byte[] array, int nameFrom, int nameTo) {
    total++;
    Loss loss = losses.get(cause);
    if (loss == null) {
      loss = new Loss(MetricNames.forLog(array, nameFrom, nameTo));
      losses.put(cause, loss);
    }
    loss.points++;
  }

  /** Data points in all. */
  int total() {
    return total;
  }

  int points(Untranslatable cause) {
    Loss loss = losses.get(cause);
    return loss == null ? 0 : loss.points;
  }

  /** What was lost, why, and what cures it; empty if nothing was. */
  String inWords() {
    var words = new StringBuilder();
    losses.forEach(
        (cause, loss) -> {
          if (words.length() > 0) words.append("; ");
          words.append(
              "%d of metric '%s' and its like, which %s (cure: %s)"
                  .formatted(loss.points, loss.example, cause.problem(), cause.cure()));
        });
    return words.toString();
  }
}
