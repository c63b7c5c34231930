package dev.sluice.exporter.loki;

import dev.sluice.config.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code cardinality_guard}: when a label has too many values to be one.
 *
 * @param maxValuesPerLabel within the window; 0 is no limit
 * @param maxStreams different label sets within the window; 0 is no limit
 */
record GuardConfig(int maxValuesPerLabel, int maxStreams, Duration window, Action action) {
  static final GuardConfig DEFAULT =
      new GuardConfig(1000, 5000, Duration.ofMinutes(30), Action.WARN);

  private static final Duration LEAST_WINDOW = Duration.ofSeconds(1);
  private static final int MOST = 10_000_000;

  enum Action {
    WARN,
    DEMOTE
  }

  static GuardConfig read(Section s) {
    Duration window =
        s.duration(
            "window",
            DEFAULT.window,
            "how far back values count; Loki keeps a silent stream open for 30 minutes");
    if (window.compareTo(LEAST_WINDOW) < 0) {
      s.refuse("window", "must be at least 1s");
      window = DEFAULT.window;
    }
    return new GuardConfig(
        s.integer(
            "max_values_per_label",
            DEFAULT.maxValuesPerLabel,
            0,
            MOST,
            "values of one label that are no reason to worry; 0 is any number"),
        s.integer(
            "max_streams",
            DEFAULT.maxStreams,
            0,
            MOST,
            "streams that are no reason to worry; 0 is any number"),
        window,
        s.choice(
            "action",
            DEFAULT.action,
            actions(),
            "demote: a label with more values becomes structured metadata until the next start"));
  }

  /** In the order in which they are to be shown. */
  private static Map<String, Action> actions() {
    var actions = new LinkedHashMap<String, Action>();
    actions.put("warn", Action.WARN);
    actions.put("demote", Action.DEMOTE);
    return actions;
  }
}
