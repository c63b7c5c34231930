package dev.sluice.receiver.prometheus.series;

import java.util.Map;

/** Where the samples of a series go. */
sealed interface Route {
  Dropped DROPPED = new Dropped();

  /** Into a part of a data point; {@code bound} of a bucket or quantile. */
  record ToPoint(Point point, Part part, double bound) implements Route {}

  /** {@code target_info}: the labels are attributes of the resource. */
  record ToResource(ResourceNode resource, Map<String, String> labels) implements Route {}

  /** {@code otel_scope_info}: the labels are attributes of the scope. */
  record ToScope(ScopeFamilies scope, Map<String, String> labels) implements Route {}

  /** Nowhere: relabelling dropped it. */
  record Dropped() implements Route {}

  /** Nowhere: a bucket without a bound, or its like. */
  record Unusable(String why) implements Route {}
}
