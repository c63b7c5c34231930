package dev.sluice.exporter.loki;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Works out the labels that a resource gives its records: the default ones, then those that its own
 * hint asks for. Used once for a resource.
 */
final class ResourceLabels {
  private static final ByteSlice SERVICE_NAME = ByteSlice.utf8("service.name");
  private static final ByteSlice SERVICE_NAMESPACE = ByteSlice.utf8("service.namespace");
  private static final ByteSlice SERVICE_INSTANCE_ID = ByteSlice.utf8("service.instance.id");

  static final LabelName EXPORTER = LabelName.of("exporter");
  private static final LabelName JOB = LabelName.of("job");
  private static final LabelName INSTANCE = LabelName.of("instance");
  private static final byte[] OTLP = {'O', 'T', 'L', 'P'};

  private final KeyValues attributes;
  private final ProtoWriter value = new ProtoWriter(64);
  private final Set<ByteSlice> rawNames = new HashSet<>(Hints.ALL);

  /** By label name. Where two attributes meet in one name, the later one stays. */
  private final Map<ByteSlice, Label> labels = new TreeMap<>(ResourceLabels::compare);

  private final Map<ByteSlice, Label> demoted = new TreeMap<>(ResourceLabels::compare);
  private final LabelPolicy policy;

  private ResourceLabels(KeyValues attributes, LabelPolicy policy) {
    this.attributes = attributes;
    this.policy = policy;
  }

  static ResourceLabels of(KeyValues resource, LabelPolicy policy) {
    var labels = new ResourceLabels(resource, policy);
    DefaultLabels defaults = policy.defaults();
    if (defaults.exporter()) labels.exporter();
    if (defaults.job()) labels.job();
    if (defaults.instance()) labels.instance();
    labels.hinted();
    return labels;
  }

  private void exporter() {
    value.clear();
    value.raw(OTLP, 0, OTLP.length);
    put(EXPORTER);
  }

  private void job() {
    int name = attributes.find(SERVICE_NAME);
    if (name < 0 || isTooLong(name)) return;
    value.clear();
    int namespace = attributes.find(SERVICE_NAMESPACE);
    if (namespace >= 0) {
      if (isTooLong(namespace)) return;
      appendText(namespace);
      value.rawByte('/');
    }
    appendText(name);
    put(JOB);
  }

  private void instance() {
    int id = attributes.find(SERVICE_INSTANCE_ID);
    if (id < 0 || isTooLong(id)) return;
    value.clear();
    appendText(id);
    put(INSTANCE);
  }

  private void hinted() {
    int hint = attributes.find(Hints.RESOURCE_LABELS);
    if (hint < 0) return;
    byte[] array = attributes.array();
    var path = new AttributePath();
    for (LabelName name :
        LabelHint.read(array, attributes.valueFrom(hint), attributes.valueTo(hint)).names()) {
      if (!path.find(attributes, name.raw())) continue;
      if (path.to() - path.from() > LabelHint.MAX_VALUE) continue;
      value.clear();
      AnyValueText.appendText(array, path.from(), path.to(), true, value);
      put(name);
    }
  }

  private boolean isTooLong(int index) {
    return attributes.valueTo(index) - attributes.valueFrom(index) > LabelHint.MAX_VALUE;
  }

  private void appendText(int index) {
    AnyValueText.appendText(
        attributes.array(), attributes.valueFrom(index), attributes.valueTo(index), true, value);
  }

  /** Makes a label of what {@link #value} holds. */
  private void put(LabelName name) {
    if (policy.demotes(name)) {
      if (!policy.isMetadataTaken()) return;
      rawNames.add(name.raw());
      demoted.put(name.name(), new Label(name.name(), ByteSlice.of(value.toByteArray())));
      return;
    }
    rawNames.add(name.raw());
    var text = new ProtoWriter(name.name().length() + value.size() + 3);
    text.raw(name.name()).rawByte('=');
    GoQuote.append(value.array(), 0, value.size(), text);
    labels.put(name.name(), new Label(name.name(), ByteSlice.of(text.toByteArray())));
  }

  /** Sorted by name. */
  List<Label> sorted() {
    return List.copyOf(labels.values());
  }

  /** With values as they are. */
  List<Label> demoted() {
    return List.copyOf(demoted.values());
  }

  /** The names of all attributes that became labels, as they were written, and of the hints. */
  NameSet promoted() {
    return NameSet.of(rawNames);
  }

  static int compare(ByteSlice left, ByteSlice right) {
    return Arrays.compareUnsigned(
        left.array(), left.offset(), left.end(), right.array(), right.offset(), right.end());
  }
}
