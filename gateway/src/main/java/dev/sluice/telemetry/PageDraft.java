package dev.sluice.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Draws a {@link Page}: families by name, series by labels. Used once, by one thread. */
final class PageDraft {
  /** What the collector's library calls the origin of a metric. */
  private static final String SCOPE = "dev.sluice";

  private final MetricsView view;
  private final MetricsFormat format;
  private final SortedMap<String, String> constants;
  private final SortedMap<String, FamilyDraft> families = new TreeMap<>();

  private record FamilyDraft(MetricType type, String help, SortedMap<String, Line> lines) {}

  private PageDraft(MetricsView view, MetricsFormat format) {
    this.view = view;
    this.format = format;
    this.constants = Labels.ofAttributes(view.constantLabels());
  }

  static Page draw(Instruments instruments, MetricsView view, MetricsFormat format) {
    // Read first: what is registered meanwhile asks for another page.
    long changes = instruments.changes();
    var draft = new PageDraft(view, format);
    draft.addInfo();
    for (Meter meter : instruments.registry().getMeters()) draft.add(meter);
    var families = new ArrayList<Family>();
    draft.families.forEach(
        (name, one) ->
            families.add(
                new Family(name, one.type, one.help, List.copyOf(one.lines.values()), format)));
    return new Page(List.copyOf(families), format, changes);
  }

  private void addInfo() {
    if (!view.withoutScopeInfo()) {
      constants.put("otel_scope_name", SCOPE);
      value("otel_scope_info", MetricType.GAUGE, "Instrumentation Scope metadata", constants);
    }
    SortedMap<String, String> resource = Labels.ofAttributes(view.resource());
    value("target_info", MetricType.GAUGE, "Target metadata", resource);
  }

  private void value(String name, MetricType type, String help, SortedMap<String, String> labels) {
    String text = Labels.text(labels);
    family(name, type, help).put(text, Line.value(name, text, () -> 1));
  }

  /** What nobody declared is not shown: a binder may bring more than we want. */
  private void add(Meter meter) {
    Declaration declaration = Manifest.DECLARED.find(MetricNames.declared(meter.getId()));
    if (declaration == null || !view.level().shows(declaration.level())) return;
    String name = MetricNames.shown(declaration, view);
    String labels = labels(meter);
    if (meter instanceof DistributionSummary summary) {
      put(declaration, name, labels, Line.histogram(name, labels, summary, format));
    } else if (meter instanceof Timer timer && declaration.type() == MetricType.HISTOGRAM) {
      put(declaration, name, labels, Line.durations(name, labels, timer, format));
    } else if (meter instanceof Timer timer) {
      put(declaration, name, labels, Line.summary(name, labels, timer));
      addMaximum(name + "_max", labels, () -> timer.max(TimeUnit.SECONDS));
    } else {
      DoubleSupplier value = value(meter);
      if (value != null) put(declaration, name, labels, Line.value(name, labels, value));
    }
  }

  private static @Nullable DoubleSupplier value(Meter meter) {
    if (meter instanceof FunctionCounter counter) return counter::count;
    if (meter instanceof Counter counter) return counter::count;
    return meter instanceof Gauge gauge ? gauge::value : null;
  }

  private void addMaximum(String name, String labels, DoubleSupplier value) {
    Declaration declaration = Manifest.DECLARED.find(name);
    if (declaration != null) put(declaration, name, labels, Line.value(name, labels, value));
  }

  private void put(Declaration declaration, String name, String labels, Line line) {
    family(name, declaration.type(), declaration.help()).put(labels, line);
  }

  private SortedMap<String, Line> family(String name, MetricType type, String help) {
    return families
        .computeIfAbsent(name, any -> new FamilyDraft(type, help, new TreeMap<>()))
        .lines();
  }

  /** A metric's own label wins over one that every series carries. */
  private String labels(Meter meter) {
    var labels = new TreeMap<>(constants);
    for (Tag tag : meter.getId().getTagsAsIterable()) labels.put(tag.getKey(), tag.getValue());
    return Labels.text(labels);
  }
}
