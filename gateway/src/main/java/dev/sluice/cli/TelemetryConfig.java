package dev.sluice.cli;

import dev.sluice.config.Section;
import dev.sluice.telemetry.logs.LogSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code service: telemetry:}.
 *
 * @param resource attributes of the gateway itself; null takes an automatic one away
 */
record TelemetryConfig(
    LogSettings logs, MetricsConfig metrics, Map<String, @Nullable String> resource) {

  private static final String NO_TRACES = "the gateway records no traces of itself";
  private static final String NAME = "service.name";
  private static final String VERSION = "service.version";
  private static final String INSTANCE = "service.instance.id";

  static final TelemetryConfig DEFAULT =
      new TelemetryConfig(LogSettings.DEFAULT, MetricsConfig.DEFAULT, Map.of());

  TelemetryConfig {
    resource = Collections.unmodifiableMap(new LinkedHashMap<>(resource));
  }

  static TelemetryConfig read(Section s) {
    LogSettings logs = LogsReader.read(s.section("logs", "what the gateway logs, how and where"));
    MetricsConfig metrics =
        MetricsConfig.read(s.section("metrics", "what the gateway shows of itself"));
    Section traces = s.section("traces", "traces of the gateway itself; there are none");
    for (String key : new String[] {"level", "propagators", "processors", "sampler", "limits"}) {
      traces.ignored(key, NO_TRACES);
    }
    return new TelemetryConfig(logs, metrics, readResource(s));
  }

  private static Map<String, @Nullable String> readResource(Section s) {
    Section section = s.section("resource", "attributes of the gateway itself, as labels");
    var resource = new LinkedHashMap<String, @Nullable String>();
    read(section, NAME, "what it is called; null for no such label; otherwise sluice", resource);
    read(section, VERSION, "null for no such label; otherwise that of the build", resource);
    read(section, INSTANCE, "null for no such label; otherwise made up at each start", resource);
    for (String key : section.keys()) {
      if (key.equals("attributes")) {
        readList(section, resource);
      } else if (!resource.containsKey(key)) {
        read(section, key, "", resource);
      }
    }
    return resource;
  }

  private static void read(
      Section section, String key, String doc, Map<String, @Nullable String> resource) {
    String value = section.optionalText(key, doc);
    if (section.has(key)) resource.put(key, value);
  }

  /** The form of newer collectors: {@code attributes: [{name: a, value: b}]}. */
  private static void readList(Section section, Map<String, @Nullable String> resource) {
    for (Section attribute : section.sections("attributes", "the same as a list")) {
      String name = attribute.requiredText("name", "of the attribute");
      resource.put(name, attribute.optionalText("value", "of the attribute"));
      attribute.ignored("type", "labels are texts");
    }
  }

  /** The attributes of this process: what is written, and what is automatic. */
  Map<String, String> resourceOf(String version, String instance) {
    var all = new LinkedHashMap<String, String>();
    all.put(NAME, "sluice");
    all.put(VERSION, version);
    all.put(INSTANCE, instance);
    resource.forEach(
        (key, value) -> {
          if (value == null) {
            all.remove(key);
          } else {
            all.put(key, value);
          }
        });
    return all;
  }
}
