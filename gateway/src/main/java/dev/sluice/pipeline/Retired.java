package dev.sluice.pipeline;

import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Exporters that a changed configuration took away, until they have handed on what they hold. Each
 * on a thread of its own, since that may take as long as a shutdown.
 */
final class Retired {
  private final House house;
  private final Shares shares;
  private final Set<Exporter> leaving = ConcurrentHashMap.newKeySet();

  /** Those of them in whose place nobody came, the last of each. */
  private final Map<ExporterKey, Exporter> gone = new ConcurrentHashMap<>();

  Retired(House house, Shares shares) {
    this.house = house;
    this.shares = shares;
  }

  /** Those that are not done yet; a shutdown stops them with the others. */
  List<Exporter> exporters() {
    return List.copyOf(leaving);
  }

  /** One that has no successor and is not done yet; null: there is none. */
  @Nullable Exporter gone(ExporterKey key) {
    return gone.get(key);
  }

  /**
   * Stops them.
   *
   * @param withoutSuccessor those in whose place nobody comes
   */
  void take(
      Map<ExporterKey, Exporter> exporters, Set<ExporterKey> withoutSuccessor, Duration time) {
    gone.keySet().removeAll(exporters.keySet());
    Deadline deadline = Deadline.in(time, house.clock());
    new LinkedHashMap<>(exporters)
        .forEach(
            (key, exporter) -> {
              leaving.add(exporter);
              if (withoutSuccessor.contains(key)) gone.put(key, exporter);
              var thread =
                  new Thread(
                      () -> {
                        Stopping.one(exporter, deadline);
                        leaving.remove(exporter);
                        gone.remove(key, exporter);
                      },
                      "sluice-retire-" + key.id());
              thread.setDaemon(true);
              thread.start();
            });
    withoutSuccessor.forEach(shares::retire);
  }
}
