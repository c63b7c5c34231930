package dev.sluice.receiver.prometheus.series;

import com.google.re2j.Pattern;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of one instrumentation scope. */
final class ScopeFamilies {
  private final Id id;
  private final Map<FamilyId, MetricFamily> families = new LinkedHashMap<>();

  /** The attributes that {@code otel_scope_info} gave it, and in which scrape. */
  private Map<String, String> attributes = Map.of();

  private int attributesScrape;

  /** Who a scope is; empty if the series do not say. */
  record Id(String name, String version) {}

  private record FamilyId(String name, OtlpKind kind) {}

  ScopeFamilies(Id id) {
    this.id = id;
  }

  /** Number of families. */
  int size() {
    return families.size();
  }

  MetricFamily family(FamilyBook.FamilyRef ref, OtlpKind kind, boolean trimsSuffixes) {
    MetricFamily family =
        families.computeIfAbsent(
            new FamilyId(ref.name(), kind),
            id -> new MetricFamily(id.name, id.kind, trimsSuffixes));
    family.describe(ref.info());
    return family;
  }

  /** The value of the first gauge or sum of that name in that scrape; NaN if there is none. */
  double valueOf(Pattern name, int scrape) {
    for (MetricFamily family : families.values()) {
      if (!name.matcher(family.name()).find()) continue;
      for (Point point : family.points()) {
        if (point instanceof NumberPoint number && point.isIn(scrape)) return number.value();
      }
    }
    return Double.NaN;
  }

  void setAttributes(int scrape, Map<String, String> newAttributes) {
    attributes = newAttributes;
    attributesScrape = scrape;
  }

  /** Forgets points to which no series leads; true if nothing is left. */
  boolean forgetOrphans() {
    families.values().removeIf(MetricFamily::forgetOrphans);
    return families.isEmpty();
  }

  ScopeWalk walk() {
    return new ScopeWalk(families.values().iterator());
  }

  /**
   * Writes a ScopeMetrics field, if the scrape has points in what is left of the walk; until it is
   * over, or {@code out} of that size, but one at least. Returns how many.
   */
  int write(
      ProtoWriter out,
      ScopeWalk walk,
      int scrape,
      long processStartNanos,
      String version,
      int maxSize) {
    int before = out.size();
    int scopeMetrics = out.begin(Otlp.ResourceMetrics.SCOPE_METRICS);
    writeScope(out, scrape, version);
    int points = 0;
    while ((points == 0 || out.size() < maxSize) && walk.next()) {
      points += walk.family().write(out, walk.points(), scrape, processStartNanos, maxSize);
    }
    if (points == 0) {
      out.truncate(before);
    } else {
      out.end(scopeMetrics);
    }
    return points;
  }

  private void writeScope(ProtoWriter out, int scrape, String version) {
    boolean isDefault = id.name.isEmpty() && id.version.isEmpty();
    int scope = out.begin(Otlp.ScopeMetrics.SCOPE);
    writeText(
        out, Otlp.InstrumentationScope.NAME, isDefault ? MappingOptions.DEFAULT_SCOPE : id.name);
    writeText(out, Otlp.InstrumentationScope.VERSION, isDefault ? version : id.version);
    if (attributesScrape == scrape) {
      attributes.forEach(
          (key, value) -> KeyValues.write(out, Otlp.InstrumentationScope.ATTRIBUTES, key, value));
    }
    out.end(scope);
  }

  private static void writeText(ProtoWriter out, int field, String text) {
    if (!text.isEmpty()) out.string(field, text);
  }
}
