package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.ResourceGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Joins the groups of one scrape, and hands them on before they become too many bytes. */
final class Parts {
  private final Consumer<Scraped> out;
  private List<ResourceGroup> groups = new ArrayList<>(1);
  private long bytes;
  private int points;

  Parts(Consumer<Scraped> out) {
    this.out = out;
  }

  /** How much the next group may have, in bytes; more than 0. */
  int room() {
    return (int) (Scraped.MAX_BYTES - bytes);
  }

  void add(ResourceGroup group) {
    groups.add(group);
    bytes += group.sizeInBytes();
    points += group.items();
    if (bytes >= Scraped.MAX_BYTES) end();
  }

  /** Hands on what there is. */
  void end() {
    if (groups.isEmpty()) return;
    var part = new Scraped(groups, points);
    groups = new ArrayList<>(1);
    bytes = 0;
    points = 0;
    out.accept(part);
  }
}
