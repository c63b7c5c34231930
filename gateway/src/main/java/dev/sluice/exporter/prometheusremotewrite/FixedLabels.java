package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.Otlp.InstrumentationScope;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The labels that all series of a resource and a scope have: external ones, {@code job} and {@code
 * instance}, resource attributes that were chosen, the scope. Put together once for each resource
 * and scope; which of them stands where is {@link Shape}'s to say. Owner: the encoder's thread.
 */
final class FixedLabels {
  /** Gives way to every other label of its name. */
  static final byte YIELDS = 0;

  /** Takes the place of every other label of its name but the series' own, the last of several. */
  static final byte WINS = 1;

  /** An attribute of the resource, to be joined with those of a point. */
  static final byte ATTRIBUTE = 2;

  /** Beyond this many labels, or bytes, what was needed is given back after the request. */
  private static final int KEEP = 1024;

  private static final int KEEP_BYTES = 256 << 10;

  private static final String SCOPE_PREFIX = "otel_scope_";

  /** Keys of a scope's attributes that its own fields take, or that the collector reserves. */
  private static final Set<String> RESERVED = Set.of("name", "version", "schema_url");

  private final AttributeReader attributes;
  private final AttributeReader scopeAttributes;
  private final ProtoCursor scope = new ProtoCursor();

  private final LabelName job = KeyNames.own("job");
  private final LabelName instance = KeyNames.own("instance");
  private final LabelName scopeName = KeyNames.own(SCOPE_PREFIX + "name");
  private final LabelName scopeVersion = KeyNames.own(SCOPE_PREFIX + "version");

  private LabelName[] names = new LabelName[8];
  private byte[] ranks = new byte[8];
  private int[] starts = new int[8];
  private int[] lengths = new int[8];
  private long[] hashes = new long[8];
  private long[] valueHashes = new long[8];

  /** In remote write 2.0 the numbers of the values in the present request; -1 is none yet. */
  private int[] refs = new int[8];

  private ProtoWriter text = new ProtoWriter();

  /** In remote write 1.0 all of them as they stand in a series, ready to copy. */
  private ProtoWriter fields = new ProtoWriter();

  private int[] fieldEnds = new int[8];
  private final Wire wire;
  private int size;
  private int external;
  private int ofResource;
  private long stamp;

  FixedLabels(Translation translation, KeyNames keys, Wire wire) {
    this.wire = wire;
    attributes = new AttributeReader(keys);
    scopeAttributes =
        new AttributeReader(
            new KeyNames(translation.labelNames(), ResourceChoice.NONE, SCOPE_PREFIX));
    for (Map.Entry<String, String> label : translation.externalLabels().entrySet()) {
      text.raw(ByteSlice.utf8(label.getValue()));
      add(KeyNames.own(label.getKey()), YIELDS);
    }
    external = size;
    ofResource = size;
  }

  /** The labels that follow are of this Resource message. */
  void resource(byte[] array, int from, int to) {
    truncate(external);
    attributes.readLabels(array, from, to, Otlp.Resource.ATTRIBUTES);
    int name = first(LabelName.Role.SERVICE_NAME);
    if (name >= 0 && attributes.length(name) > 0) {
      int namespace = first(LabelName.Role.SERVICE_NAMESPACE);
      if (namespace >= 0) appendText(namespace).rawByte('/');
      appendText(name);
    }
    add(job, WINS);
    int id = first(LabelName.Role.SERVICE_INSTANCE);
    if (id >= 0) appendText(id);
    add(instance, WINS);
    for (int i = 0; i < attributes.size(); i++) {
      if (!attributes.name(i).chosen) continue;
      appendText(i);
      add(attributes.name(i), ATTRIBUTE);
    }
    ofResource = size;
    stamp++;
  }

  private ProtoWriter appendText(int index) {
    return text.raw(attributes.array(index), attributes.start(index), attributes.length(index));
  }

  private int first(LabelName.Role role) {
    for (int i = 0; i < attributes.size(); i++) {
      if (attributes.name(i).role == role) return i;
    }
    return -1;
  }

  /**
   * And of this InstrumentationScope message: its name, version, and attributes but those whose
   * label would be one of these.
   */
  void scope(Gathered message) {
    truncate(ofResource);
    byte[] array = message.array();
    scopeAttributes.read(array, message.from(), message.to(), InstrumentationScope.ATTRIBUTES);
    for (int i = 0; i < scopeAttributes.size(); i++) {
      if (isReserved(scopeAttributes.name(i))) continue;
      text.raw(scopeAttributes.array(i), scopeAttributes.start(i), scopeAttributes.length(i));
      add(scopeAttributes.name(i), WINS);
    }
    addScopeField(message, InstrumentationScope.NAME, scopeName);
    addScopeField(message, InstrumentationScope.VERSION, scopeVersion);
    scopeAttributes.clear();
    stamp++;
  }

  /** And of no scope. */
  void noScope() {
    if (size == ofResource) return;
    truncate(ofResource);
    stamp++;
  }

  private static boolean isReserved(LabelName name) {
    return name.key.length <= 10 && RESERVED.contains(ByteSlice.of(name.key).utf8());
  }

  private void addScopeField(Gathered message, int field, LabelName name) {
    int from = 0;
    int to = 0;
    scope.reset(message.array(), message.from(), message.to());
    while (scope.next()) {
      if (!scope.isLen(field)) continue;
      from = scope.valueStart();
      to = scope.valueEnd();
    }
    text.raw(message.array(), from, to - from);
    add(name, WINS);
  }

  private void truncate(int newSize) {
    size = newSize;
    text.truncate(textBytes());
    fields.truncate(newSize == 0 ? 0 : fieldEnds[newSize - 1]);
  }

  /** Adds a label whose value is what was written since the last one; empty is no label. */
  private void add(LabelName name, byte rank) {
    int start = textBytes();
    int length = text.size() - start;
    if (length == 0 && rank != ATTRIBUTE) return;
    if (size == names.length) resize(size * 2);
    names[size] = name;
    ranks[size] = rank;
    starts[size] = start;
    lengths[size] = length;
    long hash = Hash64.of(text.array(), start, text.size());
    valueHashes[size] = hash;
    hashes[size] = Hash64.label(name.hash, hash);
    refs[size] = -1;
    if (!wire.isV2()) wire.label(name, text.array(), start, text.size(), hash, fields);
    fieldEnds[size] = fields.size();
    size++;
  }

  private void resize(int capacity) {
    names = Arrays.copyOf(names, capacity);
    ranks = Arrays.copyOf(ranks, capacity);
    starts = Arrays.copyOf(starts, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    valueHashes = Arrays.copyOf(valueHashes, capacity);
    fieldEnds = Arrays.copyOf(fieldEnds, capacity);
    refs = Arrays.copyOf(refs, capacity);
  }

  /** All numbers are of an earlier request. */
  void forgetRefs() {
    Arrays.fill(refs, 0, size, -1);
  }

  /** Lets go the bytes of the resource that was read last, and what it needed beyond others. */
  void clear() {
    attributes.clear();
    scopeAttributes.clear();
    if (names.length <= KEEP && text.array().length <= KEEP_BYTES) return;
    truncate(external);
    ofResource = external;
    stamp++;
    resize(Math.max(8, size));
    text = copy(text);
    fields = copy(fields);
  }

  private static ProtoWriter copy(ProtoWriter writer) {
    return new ProtoWriter(writer.size() + 64).raw(writer.array(), 0, writer.size());
  }

  /** All attributes of a resource, until the next one is read. */
  AttributeReader attributes(ByteSlice message) {
    attributes.read(message.array(), message.offset(), message.end(), Otlp.Resource.ATTRIBUTES);
    return attributes;
  }

  /** Another one whenever names or values have changed. */
  long stamp() {
    return stamp;
  }

  int size() {
    return size;
  }

  LabelName name(int index) {
    return names[index];
  }

  byte rank(int index) {
    return ranks[index];
  }

  /** All values together. */
  int textBytes() {
    return size == 0 ? 0 : starts[size - 1] + lengths[size - 1];
  }

  byte[] array() {
    return text.array();
  }

  int start(int index) {
    return starts[index];
  }

  int length(int index) {
    return lengths[index];
  }

  /** Of name and value. */
  long hash(int index) {
    return hashes[index];
  }

  long valueHash(int index) {
    return valueHashes[index];
  }

  /** In remote write 1.0 where the labels stand as they do in a series. */
  byte[] fields() {
    return fields.array();
  }

  int fieldStart(int index) {
    return index == 0 ? 0 : fieldEnds[index - 1];
  }

  int fieldLength(int index) {
    return fieldEnds[index] - fieldStart(index);
  }

  int ref(int index) {
    return refs[index];
  }

  void setRef(int index, int ref) {
    refs[index] = ref;
  }
}
