package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.page.SampleLine;

/**
 * A series as a page spells it, and where its samples go. Kept from page to page, so that a known
 * series costs one look-up and its labels are not read again.
 */
final class Series extends BytesTable.Entry {
  /** Replaced when the families change. */
  Route route = Route.DROPPED;

  /** Of the families when the route was made. */
  int generation = -1;

  /** The number of the last scrape that had it. */
  int scrape;

  long seenNanos;

  /** Whether the last good page had it; what Prometheus calls being in the cache. */
  boolean known;

  /** Whether it will be missed if it vanishes; not if it brings its own time. */
  boolean tracked;

  /** Whether a stale marker is due when it vanishes. */
  boolean live;

  Series(SampleLine line) {
    super(line.array(), line.seriesFrom(), line.seriesTo());
  }
}
