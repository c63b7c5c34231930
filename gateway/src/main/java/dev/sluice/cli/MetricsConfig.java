package dev.sluice.cli;

import dev.sluice.config.Section;
import dev.sluice.net.Endpoint;
import dev.sluice.telemetry.MetricsLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands under {@code service: telemetry: metrics:}.
 *
 * @param readers where the metrics are served
 */
record MetricsConfig(MetricsLevel level, List<MetricsReader> readers) {
  static final MetricsConfig DEFAULT =
      new MetricsConfig(MetricsLevel.NORMAL, List.of(MetricsReader.DEFAULT));

  MetricsConfig {
    readers = List.copyOf(readers);
  }

  static MetricsConfig read(Section s) {
    MetricsLevel level =
        AnyCase.choice(s, "level", "normal", levels(), "how much is shown; none: nothing");
    s.ignored("views", "histograms have the collector's bounds");
    var readers = new ArrayList<MetricsReader>();
    for (Section reader : s.sections("readers", "where the metrics are served")) {
      MetricsReader.read(reader, readers);
    }
    readAddress(s, readers);
    boolean none = s.plain("readers", "") instanceof List<?> list && list.isEmpty();
    if (none && readers.isEmpty() && level != MetricsLevel.NONE) {
      s.refuse("readers", "is empty, but `level` wants metrics", "fix: level: none");
    }
    return new MetricsConfig(level, readers.isEmpty() ? DEFAULT.readers : readers);
  }

  /** The form of collectors before 0.123. */
  private static void readAddress(Section s, List<MetricsReader> readers) {
    String written = s.optionalText("address", "host:port; the older form of `readers`");
    if (written == null || written.isEmpty()) return;
    Endpoint endpoint = Endpoint.parse(written);
    if (endpoint == null) {
      s.refuse("address", "must be host:port", "fix: address: localhost:8888");
      return;
    }
    readers.add(MetricsReader.at(endpoint));
    s.warn(
        "address",
        "works here, but collectors from 0.123 on do not know it",
        "fix: readers: [{pull: {exporter: {prometheus: {host: '%s', port: %d}}}}]"
            .formatted(endpoint.host(), endpoint.port()));
  }

  private static Map<String, MetricsLevel> levels() {
    var levels = new LinkedHashMap<String, MetricsLevel>();
    levels.put("none", MetricsLevel.NONE);
    levels.put("basic", MetricsLevel.BASIC);
    levels.put("normal", MetricsLevel.NORMAL);
    levels.put("detailed", MetricsLevel.DETAILED);
    levels.put("", MetricsLevel.NONE);
    return levels;
  }
}
