package dev.sluice.receiver.prometheus.series;

import java.util.Collections;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far the points of a scope have been written: a part of a scrape may end behind any of them.
 */
final class ScopeWalk {
  private final Iterator<MetricFamily> families;
  private @Nullable MetricFamily family;
  private Iterator<Point> points = Collections.emptyIterator();

  ScopeWalk(Iterator<MetricFamily> families) {
    this.families = families;
  }

  /** Goes on to the next family, unless the present one has points left; false at the end. */
  boolean next() {
    if (points.hasNext()) return true;
    if (!families.hasNext()) return false;
    family = families.next();
    points = family.points().iterator();
    return true;
  }

  MetricFamily family() {
    return Objects.requireNonNull(family);
  }

  /** Those of the family that are left. */
  Iterator<Point> points() {
    return points;
  }
}
