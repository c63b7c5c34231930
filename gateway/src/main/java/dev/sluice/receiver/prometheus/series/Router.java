package dev.sluice.receiver.prometheus.series;

import com.google.re2j.Pattern;
import dev.sluice.receiver.prometheus.page.Numbers;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.wire.ProtoWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Finds the way of a series by its labels, and owns the tree of what there is. */
final class Router {
  private static final String TARGET_INFO = "target_info";
  private static final String SCOPE_INFO = "otel_scope_info";
  private static final String SCOPE_NAME = "otel_scope_name";
  private static final String SCOPE_VERSION = "otel_scope_version";
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";

  /** Labels that are never attributes. */
  private static final Set<String> RESERVED =
      Set.of(LabelSet.NAME, JOB, INSTANCE, "__scheme__", "__metrics_path__");

  /** About what they cost in memory beside the series in them. */
  private static final long BYTES_PER_RESOURCE = 2_000;

  private static final long BYTES_PER_SCOPE = 500;
  private static final long BYTES_PER_FAMILY = 400;

  private final TargetIdentity identity;
  private final MappingOptions options;
  private final FamilyBook book;
  private final Map<ResourceId, ResourceNode> resources = new LinkedHashMap<>();
  private final ProtoWriter attributes = new ProtoWriter();

  private int scopes;
  private int families;

  private record ResourceId(String job, String instance) {}

  Router(TargetIdentity identity, MappingOptions options, FamilyBook book) {
    this.identity = identity;
    this.options = options;
    this.book = book;
  }

  Iterable<ResourceNode> resources() {
    return resources.values();
  }

  /** The value of the first gauge or sum of that name in that scrape; NaN if there is none. */
  double valueOf(Pattern name, int scrape) {
    for (ResourceNode resource : resources.values()) {
      for (ScopeFamilies scope : resource.scopes()) {
        double value = scope.valueOf(name, scrape);
        if (!Double.isNaN(value)) return value;
      }
    }
    return Double.NaN;
  }

  /** Forgets points to which no series leads. */
  void forgetOrphans() {
    resources.values().removeIf(ResourceNode::forgetOrphans);
    scopes = 0;
    families = 0;
    for (ResourceNode resource : resources.values()) {
      for (ScopeFamilies scope : resource.scopes()) {
        scopes++;
        families += scope.size();
      }
    }
  }

  /** About what the tree takes in memory, without its points. */
  long bytes() {
    return resources.size() * BYTES_PER_RESOURCE
        + scopes * BYTES_PER_SCOPE
        + families * BYTES_PER_FAMILY;
  }

  /**
   * @param isNative whether the series has native histograms
   */
  Route route(LabelSet labels, boolean isNative) {
    String metric = labels.get(LabelSet.NAME);
    ResourceNode resource = resource(labels);
    if (metric.equals(TARGET_INFO))
      return new Route.ToResource(resource, without(labels, Set.of()));
    var scopeId = new ScopeFamilies.Id(labels.get(SCOPE_NAME), labels.get(SCOPE_VERSION));
    int before = resource.size();
    ScopeFamilies scope = resource.scope(scopeId);
    scopes += resource.size() - before;
    if (metric.equals(SCOPE_INFO)) {
      return new Route.ToScope(scope, without(labels, Set.of(SCOPE_NAME, SCOPE_VERSION)));
    }
    FamilyBook.FamilyRef ref = book.familyOf(metric);
    OtlpKind kind = isNative ? OtlpKind.EXPONENTIAL_HISTOGRAM : OtlpKind.of(ref.info().type);
    int known = scope.size();
    MetricFamily family = scope.family(ref, kind, options.trimMetricSuffixes());
    families += scope.size() - known;
    return toPoint(metric, labels, family);
  }

  private ResourceNode resource(LabelSet labels) {
    String job = orElse(labels.get(JOB), identity.job());
    String instance = orElse(labels.get(INSTANCE), identity.instance());
    return resources.computeIfAbsent(
        new ResourceId(job, instance),
        id -> new ResourceNode(identity.resourceAttributes(job, instance)));
  }

  private static String orElse(String text, String other) {
    return text.isEmpty() ? other : text;
  }

  private static Map<String, String> without(LabelSet labels, Set<String> others) {
    var left = new LinkedHashMap<String, String>();
    labels.forEach(
        (name, value) -> {
          boolean isTaken = name.equals(LabelSet.NAME) || name.equals(JOB) || name.equals(INSTANCE);
          if (!isTaken && !others.contains(name)) left.put(name, value);
        });
    return left;
  }

  private Route toPoint(String metric, LabelSet labels, MetricFamily family) {
    Part part = part(metric, family);
    String partLabel = family.kind().partLabel();
    double bound = 0;
    if (part == Part.BUCKET) {
      bound = Numbers.parse(labels.get(partLabel));
      if (Double.isNaN(bound)) {
        return new Route.Unusable(
            "%s is a %s, so it needs a number in its label '%s'"
                .formatted(
                    metric,
                    family.kind() == OtlpKind.SUMMARY ? "summary" : "histogram",
                    partLabel));
      }
    }
    attributes.clear();
    labels.forEach(
        (name, value) -> {
          if (RESERVED.contains(name) || name.equals(partLabel)) return;
          KeyValues.write(attributes, family.kind().attributesField(), name, value);
        });
    return new Route.ToPoint(family.point(attributes.toByteArray()), part, bound);
  }

  private static Part part(String metric, MetricFamily family) {
    if (family.kind() == OtlpKind.EXPONENTIAL_HISTOGRAM) return Part.NATIVE;
    boolean isCreated =
        metric.endsWith(Suffixes.CREATED)
            && !metric.equals(family.name())
            && family.kind().isCumulative();
    if (isCreated) return Part.CREATED;
    if (family.kind().partLabel().isEmpty()) return Part.VALUE;
    if (metric.endsWith(Suffixes.SUM)) return Part.SUM;
    return metric.endsWith(Suffixes.COUNT) ? Part.COUNT : Part.BUCKET;
  }
}
