package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The points that the gateway adds to every scrape of a target. */
final class ReportPoints {
  private final Map<String, Point> points = new LinkedHashMap<>();

  ReportPoints(LabelSet targetLabels, MappingOptions options, Router router) {
    add(Report.UP, targetLabels, options, router);
    add(Report.DURATION, targetLabels, options, router);
    add(Report.SCRAPED, targetLabels, options, router);
    add(Report.POST_RELABELING, targetLabels, options, router);
    add(Report.ADDED, targetLabels, options, router);
    if (!options.extraReport()) return;
    add(Report.TIMEOUT, targetLabels, options, router);
    add(Report.SAMPLE_LIMIT, targetLabels, options, router);
    add(Report.BODY_BYTES, targetLabels, options, router);
  }

  private void add(String name, LabelSet targetLabels, MappingOptions options, Router router) {
    LabelSet labels = targetLabels.copy();
    labels.set(LabelSet.NAME, name);
    options.externalLabels().forEach(labels::set);
    if (router.route(labels, false) instanceof Route.ToPoint to) {
      // Held for good: it must not look like a point to which nothing leads.
      to.point().series++;
      points.put(name, to.point());
    }
  }

  void set(int scrape, long millis, boolean up, PageCounts counts, Report values) {
    set(Report.UP, scrape, millis, up ? 1 : 0);
    set(Report.DURATION, scrape, millis, values.durationSeconds());
    set(Report.SCRAPED, scrape, millis, counts.scraped);
    set(Report.POST_RELABELING, scrape, millis, counts.kept);
    set(Report.ADDED, scrape, millis, counts.added);
    set(Report.TIMEOUT, scrape, millis, values.timeoutSeconds());
    set(Report.SAMPLE_LIMIT, scrape, millis, values.sampleLimit());
    set(Report.BODY_BYTES, scrape, millis, (double) values.bodyBytes());
  }

  /** Markers in the place of values. */
  void vanish(int scrape, long millis) {
    for (Point point : points.values()) point.addStale(scrape, Part.VALUE, 0, millis);
  }

  private void set(String name, int scrape, long millis, double value) {
    Point point = points.get(name);
    if (point != null) point.override(scrape, value, millis);
  }
}
