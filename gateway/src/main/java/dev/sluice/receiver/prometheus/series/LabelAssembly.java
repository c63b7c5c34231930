package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.page.LabelRanges;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.SampleLine;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels that a sample ends up with: what the page says, what the target has, what relabelling
 * makes of both, and the external ones over all. Whatever is wrong with one series fails the page,
 * as in Prometheus.
 */
final class LabelAssembly {
  private static final String EXPORTED = "exported_";

  private final Map<String, String> targetLabels;
  private final MappingOptions options;

  LabelAssembly(LabelSet targetLabels, MappingOptions options) {
    this.targetLabels = targetLabels.toMap();
    this.options = options;
  }

  /** Null if relabelling dropped the series. */
  @Nullable LabelSet assemble(SampleLine line) throws PageException {
    Map<String, String> exposed = exposed(line);
    LabelSet labels = new LabelSet(exposed);
    if (options.honorLabels()) {
      // A label that the page has with an empty value is honoured too: there is none.
      targetLabels.forEach(
          (name, value) -> setUnless(exposed.containsKey(name), labels, name, value));
    } else {
      overwrite(labels);
    }
    if (!RelabelRule.applyAll(options.metricRelabeling(), labels) || labels.isEmpty()) return null;
    if (labels.get(LabelSet.NAME).isEmpty()) {
      throw line.refuse("metric_relabel_configs left the series without a name");
    }
    checkLimits(line, labels);
    options.externalLabels().forEach(labels::set);
    return labels;
  }

  private static Map<String, String> exposed(SampleLine line) throws PageException {
    var exposed = new TreeMap<String, String>();
    exposed.put(LabelSet.NAME, line.name());
    LabelRanges labels = line.labels();
    for (int i = 0; i < labels.count(); i++) {
      String name = labels.name(i);
      if (name.isEmpty()) throw line.refuse("a label has an empty name");
      if (exposed.put(name, labels.value(i)) != null) {
        throw line.refuse("the label '%s' stands twice".formatted(name));
      }
    }
    return exposed;
  }

  private static void setUnless(boolean taken, LabelSet labels, String name, String value) {
    if (!taken) labels.set(name, value);
  }

  /** The target's labels win; what the page had under such a name is kept under another. */
  private void overwrite(LabelSet labels) {
    var conflicts = new TreeMap<String, String>(BY_LENGTH);
    targetLabels.forEach(
        (name, value) -> {
          String existing = labels.get(name);
          if (!existing.isEmpty()) conflicts.put(name, existing);
          labels.set(name, value);
        });
    conflicts.forEach(
        (name, value) -> {
          String free = EXPORTED + name;
          while (!labels.get(free).isEmpty()) free = EXPORTED + free;
          labels.set(free, value);
        });
  }

  private static final Comparator<String> BY_LENGTH =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private void checkLimits(SampleLine line, LabelSet labels) throws PageException {
    MappingOptions.Limits limits = options.limits();
    if (limits.labels() > 0 && labels.size() > limits.labels()) {
      throw line.refuse(
          "%s has %d labels, label_limit is %d"
              .formatted(labels.get(LabelSet.NAME), labels.size(), limits.labels()));
    }
    if (limits.labelNameLength() == 0 && limits.labelValueLength() == 0) return;
    for (String name : labels.names()) {
      checkLength(line, name, "name", name, limits.labelNameLength());
      checkLength(line, name, "value", labels.get(name), limits.labelValueLength());
    }
  }

  private static void checkLength(
      SampleLine line, String label, String what, String text, int limit) throws PageException {
    if (limit == 0 || text.length() <= limit) return;
    String shown = label.length() > 50 ? label.substring(0, 50) + "..." : label;
    throw line.refuse(
        "the %s of label '%s' is %d long, label_%s_length_limit is %d"
            .formatted(what, shown, text.length(), what, limit));
  }
}
