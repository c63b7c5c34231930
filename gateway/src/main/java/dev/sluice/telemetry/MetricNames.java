package dev.sluice.telemetry;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * What metrics are called. The collector's own have bare names, or with their unit and {@code
 * _total} where a reader asks for that; all others have one name.
 */
final class MetricNames {
  private static final String COLLECTORS = "otelcol_";
  private static final String TOTAL = "_total";

  private MetricNames() {}

  /** The name under which that view shows the metric. */
  static String shown(Declaration declaration, MetricsView view) {
    String name = declaration.name();
    if (!name.startsWith(COLLECTORS)) return name;
    boolean total = declaration.type() == MetricType.COUNTER && !view.withoutTypeSuffix();
    if (total && name.endsWith(TOTAL)) name = name.substring(0, name.length() - TOTAL.length());
    String unit = view.withoutUnits() ? "" : suffix(declaration.unit());
    if (!unit.isEmpty() && !name.endsWith(unit)) name += "_" + unit;
    return total ? name + TOTAL : name;
  }

  /** As the collector's library spells units; an annotation in braces is none. */
  private static String suffix(String unit) {
    return switch (unit) {
      case "s" -> "seconds";
      case "ms" -> "milliseconds";
      case "By" -> "bytes";
      case "1" -> "ratio";
      default -> "";
    };
  }

  /**
   * The name in the manifest: ours is what it was registered with, a binder's is what Micrometer
   * would make of it for Prometheus.
   */
  static String declared(Meter.Id id) {
    String name = id.getName();
    if (name.indexOf('.') < 0) return name;
    name = withSuffix(name.replace('.', '_'), id.getBaseUnit());
    return id.getType() == Meter.Type.COUNTER ? withSuffix(name, "total") : name;
  }

  private static String withSuffix(String name, @Nullable String suffix) {
    return suffix == null || name.endsWith("_" + suffix) ? name : name + "_" + suffix;
  }
}
