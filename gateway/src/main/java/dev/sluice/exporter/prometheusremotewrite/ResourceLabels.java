package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a resource means for its series: {@code job} and {@code instance}, the attributes that
 * become labels of every series, and those that stand in {@code target_info}. Immutable.
 */
final class ResourceLabels {
  private static final String SERVICE_NAMESPACE = "service.namespace";
  private static final String SERVICE_NAME = "service.name";
  private static final String SERVICE_INSTANCE = "service.instance.id";

  static final Set<String> SERVICE = Set.of(SERVICE_NAMESPACE, SERVICE_NAME, SERVICE_INSTANCE);

  private static final String JOB = "job";
  private static final String INSTANCE = "instance";

  private final ByteSlice job;
  private final ByteSlice instance;
  private final List<Attribute> constant;
  private final List<Attribute> informative;

  private ResourceLabels(List<Attribute> attributes, ResourceChoice choice) {
    this.job = job(attributes);
    this.instance = value(attributes, SERVICE_INSTANCE);
    this.constant =
        choice.isNone()
            ? List.of()
            : attributes.stream().filter(a -> choice.takes(a.key())).toList();
    this.informative = attributes.stream().filter(a -> !SERVICE.contains(a.key())).toList();
  }

  /** Reads a Resource message. */
  static ResourceLabels of(byte[] resource, ResourceChoice choice) {
    return new ResourceLabels(
        Attribute.list(resource, 0, resource.length, Otlp.Resource.ATTRIBUTES), choice);
  }

  private static ByteSlice job(List<Attribute> attributes) {
    ByteSlice name = value(attributes, SERVICE_NAME);
    boolean hasNamespace = attributes.stream().anyMatch(a -> a.key().equals(SERVICE_NAMESPACE));
    if (name.isEmpty() || !hasNamespace) return name;
    return new ProtoWriter()
        .raw(value(attributes, SERVICE_NAMESPACE))
        .rawByte('/')
        .raw(name)
        .toSlice();
  }

  /** The value of the first attribute of that key, or empty. */
  private static ByteSlice value(List<Attribute> attributes, String key) {
    for (Attribute attribute : attributes) {
      if (attribute.key().equals(key)) return attribute.value();
    }
    return ByteSlice.EMPTY;
  }

  /**
   * The labels of a point with these attributes, without its name: resource attributes that were
   * chosen take the place of the point's own of the same key. Null if an attribute has no label
   * name.
   */
  @Nullable LabelSet pointLabels(
      List<Attribute> attributes, List<Attribute> scope, Translation translation) {
    var labels = new LabelSet();
    if (!labels.add(merged(attributes), translation.labelNames())) return null;
    identify(labels, translation);
    for (Attribute attribute : scope) {
      String name = translation.labelNames().of(attribute.key());
      if (name.isEmpty()) return null;
      labels.put(name, attribute.value());
    }
    return labels;
  }

  private List<Attribute> merged(List<Attribute> attributes) {
    if (constant.isEmpty()) return attributes;
    var taken = new TreeSet<String>();
    for (Attribute attribute : constant) taken.add(attribute.key());
    var merged = new ArrayList<>(constant);
    for (Attribute attribute : attributes) {
      if (!taken.contains(attribute.key())) merged.add(attribute);
    }
    return merged;
  }

  private void identify(LabelSet labels, Translation translation) {
    labels.put(JOB, job).put(INSTANCE, instance).putMissing(translation.externalLabels());
  }

  /** The labels of {@code target_info}, or null if this resource has none. */
  @Nullable LabelSet targetInfo(Translation translation) {
    if (!translation.targetInfo() || informative.isEmpty()) return null;
    var labels = new LabelSet();
    if (!labels.add(informative, translation.labelNames())) return null;
    identify(labels, translation);
    if (!labels.has(JOB) && !labels.has(INSTANCE)) return null;
    String namespace = translation.names().namespace();
    return labels.put(
        LabelSet.NAME, namespace.isEmpty() ? "target_info" : namespace + "_target_info");
  }
}
