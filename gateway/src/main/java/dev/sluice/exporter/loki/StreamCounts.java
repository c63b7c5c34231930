package dev.sluice.exporter.loki;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How many lines each stream of a push has, asked as Loki names streams. One thread. */
final class StreamCounts {
  private final Map<Set<String>, Integer> lines = new HashMap<>();

  /** Adds a stream as we write it. */
  void add(String stream, int count) {
    lines.merge(StreamNames.labels(stream), count, Integer::sum);
  }

  /** 0 if there is no such stream. */
  int of(String named) {
    Set<String> labels = StreamNames.labels(named);
    for (Set<String> possible : StreamNames.withoutAdded(labels)) {
      Integer count = lines.get(possible);
      if (count != null) return count;
    }
    return 0;
  }
}
