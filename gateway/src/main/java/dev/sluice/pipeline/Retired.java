package dev.sluice.pipeline;

import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exporters that a changed configuration took away, until they have handed on what they hold. Each
 * on a thread of its own, since that may take as long as a shutdown.
 */
final class Retired {
  private final House house;
  private final Shares shares;
  private final Set<Exporter> leaving = ConcurrentHashMap.newKeySet();

  Retired(House house, Shares shares) {
    this.house = house;
    this.shares = shares;
  }

  /** Those that are not done yet; a shutdown stops them with the others. */
  List<Exporter> exporters() {
    return List.copyOf(leaving);
  }

  /**
   * Stops them.
   *
   * @param gone those without a successor
   */
  void take(Map<ExporterKey, Exporter> exporters, Set<ExporterKey> gone, Duration time) {
    Deadline deadline = Deadline.in(time, house.clock());
    new LinkedHashMap<>(exporters)
        .forEach(
            (key, exporter) -> {
              leaving.add(exporter);
              var thread =
                  new Thread(
                      () -> {
                        Stopping.one(exporter, deadline);
                        leaving.remove(exporter);
                      },
                      "sluice-retire-" + key.id());
              thread.setDaemon(true);
              thread.start();
            });
    gone.forEach(shares::retire);
  }
}
