package dev.sluice.telemetry;

import java.util.Map;

/**
 * How one reader of the metrics wants to see them ({@code service::telemetry::metrics}).
 *
 * @param withoutTypeSuffix false: the collector's counters end in {@code _total}
 * @param withoutUnits false: the collector's metrics end in their unit, before {@code _total}
 * @param withoutScopeInfo false: every series carries {@code otel_scope_*}, and {@code
 *     otel_scope_info} is there
 * @param constantLabels what every series carries, as attributes of the resource
 * @param resource what {@code target_info} carries, as attributes of the resource
 */
public record MetricsView(
    MetricsLevel level,
    boolean withoutTypeSuffix,
    boolean withoutUnits,
    boolean withoutScopeInfo,
    Map<String, String> constantLabels,
    Map<String, String> resource) {

  public MetricsView {
    constantLabels = Map.copyOf(constantLabels);
    resource = Map.copyOf(resource);
  }

  /** As collector 0.111 shows them: bare names, the resource on every series. */
  public static MetricsView of(MetricsLevel level, Map<String, String> resource) {
    return new MetricsView(level, true, true, true, resource, resource);
  }
}
