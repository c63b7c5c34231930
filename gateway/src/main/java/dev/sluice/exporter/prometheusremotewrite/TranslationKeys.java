package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.config.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that decide how OTLP becomes series. */
final class TranslationKeys {
  private TranslationKeys() {}

  static Translation read(Section s) {
    Protocol protocol = protocol(s);
    Strategy strategy = strategy(s, protocol);
    var names = new MetricNames(namespace(s, strategy), strategy);
    return new Translation(
        names,
        externalLabels(s, strategy),
        s.section("target_info", "what resources say of themselves")
            .flag("enabled", true, "one series target_info for each resource"),
        resourceLabels(s),
        scopeLabels(s),
        s.section("export_created_metric", "start times")
            .flag("enabled", false, "a series _created beside counters, histograms and summaries"),
        protocol,
        histograms(s, protocol),
        deltas(s.section("delta_to_cumulative", "adding up what has delta temporality")));
  }

  private static Deltas deltas(Section s) {
    return new Deltas(
        s.flag("enabled", Deltas.OFF.wanted(), "false: deltas are dropped and counted"),
        s.duration("max_stale", Deltas.OFF.maxStale(), "without a delta, then it begins anew"),
        s.integer(
            "max_streams",
            Deltas.OFF.maxStreams(),
            1,
            Integer.MAX_VALUE / 2,
            "series that are added up at once"));
  }

  private static HistogramForm histograms(Section s, Protocol protocol) {
    boolean convert =
        s.flag(
            "convert_explicit_histograms_to_nhcb",
            false,
            "histograms with explicit bounds as native histograms with custom buckets");
    boolean keep = s.flag("keep_classic_histograms", false, "and as they were besides");
    if (!convert) {
      if (keep) s.warn("keep_classic_histograms", "is without effect: they are kept anyway");
      return HistogramForm.CLASSIC;
    }
    if (protocol == Protocol.V1) {
      s.refuse(
          "convert_explicit_histograms_to_nhcb",
          "makes histograms that remote write 1.0 cannot carry",
          "fix: protobuf_message: " + Protocol.V2.message);
    }
    return keep ? HistogramForm.BOTH : HistogramForm.CUSTOM_BUCKETS;
  }

  private static Protocol protocol(Section s) {
    var protocols = new LinkedHashMap<String, Protocol>();
    for (Protocol protocol : Protocol.values()) protocols.put(protocol.message, protocol);
    return s.choice("protobuf_message", Protocol.V1, protocols, "remote write 1.0 or 2.0");
  }

  private static String namespace(Section s, Strategy strategy) {
    String written = s.text("namespace", "", "put before every metric's name");
    if (!strategy.escapes) return written;
    String legal = MetricNames.legalNamespace(written);
    if (!legal.equals(written)) {
      s.warn("namespace", "is not legal in a metric's name; `%s` is used".formatted(legal));
    }
    return legal;
  }

  /** Names that are not ASCII need remote write 2.0; the collector says so, too. */
  private static Strategy strategy(Section s, Protocol protocol) {
    boolean add =
        s.flag("add_metric_suffixes", true, "whether unit and type become part of the names");
    var strategies = new LinkedHashMap<String, Strategy>();
    for (Strategy strategy : Strategy.values()) strategies.put(strategy.key, strategy);
    Strategy dflt = add ? Strategy.ESCAPED_WITH_SUFFIXES : Strategy.ESCAPED;
    Strategy strategy =
        s.choice("translation_strategy", dflt, strategies, "how names are made legal");
    if (!strategy.escapes && protocol == Protocol.V1) {
      s.refuse(
          "translation_strategy",
          "keeps names that remote write 1.0 cannot carry",
          "fix: protobuf_message: " + Protocol.V2.message);
    }
    if (s.has("add_metric_suffixes") && add != strategy.suffixes) {
      s.warn("add_metric_suffixes", "is contradicted by `translation_strategy`, which counts");
    }
    return strategy;
  }

  private static Map<String, String> externalLabels(Section s, Strategy strategy) {
    LabelNames names = strategy.escapes ? LabelNames.ESCAPED : LabelNames.AS_SENT;
    Section written = s.section("external_labels", "added to every series that has no such label");
    var labels = new LinkedHashMap<String, String>();
    for (String key : written.keys()) {
      String value = written.optionalText(key, "the label's value");
      if (value == null && written.plain(key, "the label's value") != null) continue;
      String name = names.of(key);
      if (name.isEmpty()) {
        written.refuse(key, "cannot be made a label's name");
      } else if (value == null || value.isEmpty()) {
        written.refuse(key, "must not be empty");
      } else {
        labels.put(name, value);
      }
    }
    return labels;
  }

  private static ResourceChoice resourceLabels(Section s) {
    Section conversion =
        s.section("resource_to_telemetry_conversion", "resource attributes as labels");
    boolean enabled = conversion.flag("enabled", false, "all of them, on every series");
    boolean withoutService =
        conversion.flag(
            "exclude_service_attributes",
            false,
            "but service.name, service.namespace and service.instance.id");
    Section constant =
        s.section("resource_constant_labels", "resource attributes as labels, chosen by pattern");
    var chosen =
        new ResourceChoice(
            constant.texts("included", List.of(), "patterns with * and ?"),
            constant.texts("excluded", List.of(), "patterns; they win"));
    if (chosen.isNone()) {
      if (!enabled) return ResourceChoice.NONE;
      return withoutService ? ResourceChoice.ALL_BUT_SERVICE : ResourceChoice.ALL;
    }
    if (enabled) {
      s.refuse(
          "resource_constant_labels",
          "cannot be mixed with `resource_to_telemetry_conversion`, which it replaces");
    }
    return chosen;
  }

  /**
   * Unless it is written, no scope labels, whatever newer collectors do: replacing a collector of
   * 0.111 is not to rename every series.
   */
  private static boolean scopeLabels(Section s) {
    boolean disabled =
        s.flag("disable_scope_info", true, "false: otel_scope_* labels on every series");
    return !disabled;
  }
}
