package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.page.LabelRanges;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.SampleLine;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels that a sample ends up with: what the page says, what the target has, what relabelling
 * makes of both, and the external ones over all. Whatever is wrong with one series fails the page,
 * as in Prometheus.
 */
final class LabelAssembly {
  private static final String EXPORTED = "exported_";

  private static final Comparator<String> BY_LENGTH =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Map<String, String> targetLabels;
  private final MappingOptions options;

  LabelAssembly(LabelSet targetLabels, MappingOptions options) {
    this.targetLabels = targetLabels.toMap();
    this.options = options;
  }

  /** Null if relabelling dropped the series. */
  @Nullable LabelSet assemble(SampleLine line) throws PageException {
    var labels = new LabelSet();
    Set<String> emptyLabels = exposed(line, labels);
    if (options.honorLabels()) {
      // A label that the page has with an empty value is honoured too: there is none.
      targetLabels.forEach(
          (name, value) -> {
            if (labels.get(name).isEmpty() && !emptyLabels.contains(name)) labels.set(name, value);
          });
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

  /** Reads what the page says; returns the names that it has with empty values. */
  private static Set<String> exposed(SampleLine line, LabelSet into) throws PageException {
    Set<String> emptyLabels = Set.of();
    into.set(LabelSet.NAME, line.name());
    LabelRanges labels = line.labels();
    for (int i = 0; i < labels.count(); i++) {
      String name = labels.name(i);
      String value = labels.value(i);
      if (name.isEmpty()) throw line.refuse("a label has an empty name");
      if (!into.get(name).isEmpty() || emptyLabels.contains(name)) {
        throw line.refuse("the label '%s' stands twice".formatted(name));
      }
      if (value.isEmpty()) {
        if (emptyLabels.isEmpty()) emptyLabels = new HashSet<>();
        emptyLabels.add(name);
      } else {
        into.set(name, value);
      }
    }
    return emptyLabels;
  }

  /** The target's labels win; what the page had under such a name is kept under another. */
  private void overwrite(LabelSet labels) {
    Map<String, String> conflicts = new TreeMap<>(BY_LENGTH);
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
    // A char takes three bytes at most.
    if (limit == 0 || 3L * text.length() <= limit) return;
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length <= limit) return;
    String shown = label.length() > 50 ? label.substring(0, 50) + "..." : label;
    throw line.refuse(
        "the %s of label '%s' is %d bytes long, label_%s_length_limit is %d"
            .formatted(what, shown, length, what, limit));
  }
}
