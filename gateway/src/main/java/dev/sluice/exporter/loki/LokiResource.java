package dev.sluice.exporter.loki;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that follows from a resource alone: the labels of its streams, what leaves its lines, its
 * part of a JSON line, its hints. Worked out once for as many records as it has. Immutable; any
 * thread.
 */
final class LokiResource {
  /** For {@link #removed}: not to be told apart from other sets by this number. */
  static final long MANY = -1;

  private static final int WEIGHT_OF_OBJECTS = 1024;

  private final KeyValues attributes;
  private final List<Label> labels;
  private final List<Label> demoted;
  private final NameSet promoted;
  private final @Nullable LineFormat format;
  private final @Nullable ByteSlice tenantName;
  private final @Nullable ByteSlice tenant;
  private final boolean isLine;
  private final boolean isJson;
  private final ByteSlice json;
  private final long removedByLevel;

  private LokiResource(KeyValues attributes, ResourceLabels labels, boolean isLine) {
    this.attributes = attributes;
    this.isLine = isLine;
    this.labels = labels.sorted();
    this.demoted = labels.demoted();
    this.promoted = labels.promoted();
    var scratch = new ProtoWriter(64);
    int formatHint = attributes.find(Hints.FORMAT);
    this.format = formatHint < 0 ? null : format(formatHint, scratch);
    int tenantHint = attributes.find(Hints.TENANT);
    this.tenantName = tenantHint < 0 ? null : Tenants.string(attributes, tenantHint);
    this.tenant = tenantName == null ? null : findTenant(tenantName);
    var text = new ProtoWriter(256);
    var nothingElse = new Promoted();
    nothingElse.reset(promoted);
    this.isJson = isLine && JsonSpelling.appendResource(attributes, nothingElse, text);
    this.json = ByteSlice.of(text.toByteArray());
    nothingElse.add(Levels.LABEL.raw());
    this.removedByLevel = bits(nothingElse);
  }

  /** Reads a Resource message. Keeps {@code message}. */
  static LokiResource of(ByteSlice message, LabelPolicy policy) {
    var attributes = new KeyValues();
    attributes.reset(message.array());
    for (ProtoCursor resource = message.cursor(); resource.next(); ) {
      if (!resource.isLen(Otlp.Resource.ATTRIBUTES)) continue;
      attributes.add(resource.valueStart(), resource.valueEnd());
    }
    attributes.sort();
    boolean isLine = message.length() <= RecordLine.MAX_PART;
    return new LokiResource(attributes, ResourceLabels.of(attributes, policy), isLine);
  }

  private LineFormat format(int index, ProtoWriter scratch) {
    return LineFormat.read(
        attributes.array(), attributes.valueFrom(index), attributes.valueTo(index), scratch);
  }

  private @Nullable ByteSlice findTenant(ByteSlice name) {
    int index = attributes.find(name);
    return index < 0 ? null : Tenants.string(attributes, index);
  }

  /** Sorted by key, so {@link KeyValues#sorted} may be asked. Read only. */
  KeyValues attributes() {
    return attributes;
  }

  /** The labels that every record of the resource has, sorted by name. */
  List<Label> labels() {
    return labels;
  }

  /**
   * What would be labels, had they not too many values: names, and values as they are. To be sent
   * as structured metadata.
   */
  List<Label> demoted() {
    return demoted;
  }

  /** The attributes that leave the line of every record of the resource. */
  NameSet promoted() {
    return promoted;
  }

  /** The hint, if the resource has it; then no record is asked. */
  @Nullable LineFormat format() {
    return format;
  }

  /** The hint's name of the attribute that holds the tenant, if the resource has the hint. */
  @Nullable ByteSlice tenantName() {
    return tenantName;
  }

  /**
   * The tenant of all its records, if {@link #tenantName} names one of its own attributes. Null:
   * ask each record.
   */
  @Nullable ByteSlice tenant() {
    return tenant;
  }

  /** Whether it can be part of a line, not being too large. */
  boolean isLine() {
    return isLine;
  }

  /** Whether {@link #json} could be written; a NaN in an attribute forbids it. */
  boolean isJson() {
    return isJson;
  }

  /** The resource's part of a JSON line whose record adds nothing to {@link #promoted}. */
  ByteSlice json() {
    return json;
  }

  /**
   * A number for the set of its attributes that leave the line besides {@link #promoted}: 0 for
   * none. Equal numbers mean equal sets, save {@link #MANY}.
   */
  long removed(Promoted of) {
    if (of.isNoneAdded()) return 0;
    return of.isLevelAdded() ? removedByLevel : bits(of);
  }

  private long bits(Promoted of) {
    long bits = 0;
    byte[] array = attributes.array();
    for (int i = 0; i < attributes.count(); i++) {
      if (!of.isAdded(array, attributes.keyFrom(i), attributes.keyTo(i))) continue;
      if (i >= Long.SIZE - 1) return MANY;
      bits |= 1L << i;
    }
    return bits;
  }

  /** A guess at the memory that this takes, in bytes. */
  int weight() {
    int bytes = WEIGHT_OF_OBJECTS + attributes.array().length + 64 * attributes.count();
    for (Label label : labels) bytes += 100 + label.text().length();
    for (Label label : demoted) bytes += 100 + label.text().length();
    return bytes + json.length();
  }
}
