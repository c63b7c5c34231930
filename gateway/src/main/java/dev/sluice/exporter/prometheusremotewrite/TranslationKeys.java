package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.config.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that decide how OTLP becomes series. */
final class TranslationKeys {
  private static final String WITH_SUFFIXES = "UnderscoreEscapingWithSuffixes";
  private static final String WITHOUT_SUFFIXES = "UnderscoreEscapingWithoutSuffixes";

  /** Names that are not ASCII need remote write 2.0, as the collector has it, too. */
  private static final List<String> NEED_VERSION_2 =
      List.of("NoUTF8EscapingWithSuffixes", "NoTranslation");

  private TranslationKeys() {}

  static Translation read(Section s) {
    return new Translation(
        new MetricNames(namespace(s), suffixes(s)),
        externalLabels(s),
        s.section("target_info", "what resources say of themselves")
            .flag("enabled", true, "one series target_info for each resource"),
        resourceLabels(s),
        scopeLabels(s),
        s.section("export_created_metric", "start times")
            .flag("enabled", false, "a series _created beside counters, histograms and summaries"));
  }

  private static String namespace(Section s) {
    String written = s.text("namespace", "", "put before every metric's name");
    String legal = MetricNames.legalNamespace(written);
    if (!legal.equals(written)) {
      s.warn("namespace", "is not legal in a metric's name; `%s` is used".formatted(legal));
    }
    return legal;
  }

  private static boolean suffixes(Section s) {
    boolean add =
        s.flag("add_metric_suffixes", true, "whether unit and type become part of the names");
    var strategies = new LinkedHashMap<String, String>();
    strategies.put(WITH_SUFFIXES, WITH_SUFFIXES);
    strategies.put(WITHOUT_SUFFIXES, WITHOUT_SUFFIXES);
    for (String strategy : NEED_VERSION_2) strategies.put(strategy, strategy);
    String dflt = add ? WITH_SUFFIXES : WITHOUT_SUFFIXES;
    String strategy =
        s.choice("translation_strategy", dflt, strategies, "how names are made legal");
    if (NEED_VERSION_2.contains(strategy)) {
      s.refuse(
          "translation_strategy",
          "keeps names that remote write 1.0 cannot carry, and this build has no other",
          "allowed: %s, %s".formatted(WITH_SUFFIXES, WITHOUT_SUFFIXES));
    }
    if (s.has("add_metric_suffixes") && !strategy.equals(dflt)) {
      s.warn("add_metric_suffixes", "is contradicted by `translation_strategy`, which counts");
    }
    return !strategy.equals(WITHOUT_SUFFIXES);
  }

  private static Map<String, String> externalLabels(Section s) {
    Section written = s.section("external_labels", "added to every series that has no such label");
    var labels = new LinkedHashMap<String, String>();
    for (String key : written.keys()) {
      String value = written.optionalText(key, "the label's value");
      if (value == null && written.plain(key, "the label's value") != null) continue;
      String name = LabelNames.of(key);
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
