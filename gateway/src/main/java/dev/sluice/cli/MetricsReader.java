package dev.sluice.cli;

import dev.sluice.config.Section;
import dev.sluice.net.Endpoint;
import dev.sluice.telemetry.MetricsLevel;
import dev.sluice.telemetry.MetricsView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One place where the metrics are served, and how they look there.
 *
 * @param labels the attributes of the resource that every series carries
 */
record MetricsReader(
    Endpoint endpoint,
    boolean withoutTypeSuffix,
    boolean withoutUnits,
    boolean withoutScopeInfo,
    Selection labels) {

  static final MetricsReader DEFAULT = at(new Endpoint("localhost", 8888));

  /** As collector 0.111 shows them. */
  static MetricsReader at(Endpoint endpoint) {
    return new MetricsReader(endpoint, true, true, true, Selection.ALL);
  }

  /** Adds what the section says; a reader that this build cannot be is refused and not added. */
  static void read(Section s, List<MetricsReader> readers) {
    s.plain("periodic", "metrics to be sent; not in this build");
    if (s.has("periodic")) {
      s.ignored("pull", "the reader is `periodic`");
      s.refuse(
          "periodic",
          "is not in this build: metrics are served to be scraped, and not sent",
          "fix: pull: {exporter: {prometheus: {host: localhost, port: 8888}}}",
          "note: a `prometheus` receiver that scrapes this sends them through a pipeline");
      return;
    }
    Section exporter = s.section("pull", "metrics to be scraped").section("exporter", "the form");
    exporter.renamed("prometheus/development", "prometheus");
    readers.add(readPrometheus(exporter.section("prometheus", "Prometheus' text")));
  }

  private static MetricsReader readPrometheus(Section s) {
    String host = s.text("host", "", "the interface; empty for all");
    int port = s.integer("port", DEFAULT.endpoint.port(), 0, 0xFFFF, "of /metrics");
    for (String key : List.of("host", "port")) {
      if (!s.has(key)) s.requiredText(key, "");
    }
    var endpoint = new Endpoint(host, port);
    return new MetricsReader(
        endpoint,
        s.flag("without_type_suffix", true, "false: the collector's counters end in _total"),
        s.flag("without_units", true, "false: the collector's metrics end in their unit"),
        s.flag("without_scope_info", true, "false: series carry otel_scope_name"),
        Selection.read(
            s.section(
                "with_resource_constant_labels", "what every series carries; all if absent")));
  }

  /** How this reader sees the metrics of a process with that resource. */
  MetricsView view(MetricsLevel level, Map<String, String> resource) {
    var constants = new LinkedHashMap<>(resource);
    constants.keySet().removeIf(key -> !labels.selects(key));
    return new MetricsView(
        level, withoutTypeSuffix, withoutUnits, withoutScopeInfo, constants, resource);
  }
}
