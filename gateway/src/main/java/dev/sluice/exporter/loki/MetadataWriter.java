package dev.sluice.exporter.loki;

import dev.sluice.exporter.loki.MetadataChoice.Field;
import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import dev.sluice.wire.WireType;
import java.util.Arrays;
import java.util.List;

/**
 * Writes what travels beside a line: labels that were demoted, the fields and the attributes that
 * the configuration names. The line stays as it is. Of equal names the first counts, a name that is
 * a label already is passed over, and so is an empty value; what is more than Loki takes is left to
 * the line. Allocates only to grow; one thread.
 *
 * <pre>
 *   1A len { 0A len name  12 len value }
 * </pre>
 */
final class MetadataWriter {
  private static final int NAME = 1;
  private static final int VALUE = 2;

  private final MetadataChoice choice;
  private final MetadataLimits limits;
  private final ProtoWriter value = new ProtoWriter(256);

  /** The names that were written, one behind another. */
  private final ProtoWriter names = new ProtoWriter(256);

  private int[] nameEnds = new int[32];
  private int count;
  private int bytes;
  private int leftOut;

  MetadataWriter(MetadataChoice choice, MetadataLimits limits) {
    this.choice = choice;
    this.limits = limits;
  }

  /** Whether there may be something to write for that record. */
  boolean isWanted(RecordLabels labels, LokiResource resource) {
    return (!choice.isNone() || labels.hasDemoted(resource)) && limits.isTaken();
  }

  /** Appends the entry's fields. Returns the bytes that Loki counts: of names and values. */
  int append(LogRecord record, Origin origin, RecordLabels labels, ProtoWriter out) {
    names.clear();
    count = 0;
    bytes = 0;
    leftOut = 0;
    LokiResource resource = origin.resource();
    appendDemoted(labels, resource, out);
    List<Field> fields = choice.fields();
    for (int i = 0; i < fields.size(); i++) {
      appendField(fields.get(i), record, origin.scope(), labels, resource, out);
    }
    List<LabelName> attributes = choice.attributes();
    for (int i = 0; i < attributes.size(); i++) {
      appendNamed(attributes.get(i), record, labels, resource, out);
    }
    if (choice.all()) {
      appendAll(record.attributes(), labels, resource, out);
      appendAll(resource.attributes(), labels, resource, out);
    }
    return bytes;
  }

  /** How many pairs of the record that was written last were more than Loki takes. */
  int leftOut() {
    return leftOut;
  }

  private void appendDemoted(RecordLabels labels, LokiResource resource, ProtoWriter out) {
    for (int i = 0; i < labels.demotedCount(); i++) {
      ByteSlice name = labels.demotedName(i);
      begin(name.array(), name.offset(), name.end());
      labels.appendDemoted(i, value);
      end(out);
    }
    List<Label> demoted = resource.demoted();
    for (int i = 0; i < demoted.size(); i++) {
      ByteSlice name = demoted.get(i).name();
      begin(name.array(), name.offset(), name.end());
      value.raw(demoted.get(i).text());
      end(out);
    }
  }

  private void appendField(
      Field field,
      LogRecord record,
      Scope scope,
      RecordLabels labels,
      LokiResource resource,
      ProtoWriter out) {
    ByteSlice key = field.key();
    begin(key.array(), key.offset(), key.end());
    if (isLabel(labels, resource)) return;
    byte[] array = record.array();
    switch (field) {
      case TRACE_ID -> appendId(array, record.traceId(), TraceIds.TRACE_ID_BYTES);
      case SPAN_ID -> appendId(array, record.spanId(), TraceIds.SPAN_ID_BYTES);
      case SEVERITY_NUMBER -> appendNumber(record.severityNumber());
      case SEVERITY_TEXT -> appendText(array, record.severityFrom(), record.severityTo());
      case FLAGS -> appendNumber(Integer.toUnsignedLong(record.flags()));
      case OBSERVED_TIMESTAMP -> appendNumber(record.observedTime());
      case SCOPE_NAME -> appendText(scope.array(), scope.nameFrom(), scope.nameTo());
      case SCOPE_VERSION -> appendText(scope.array(), scope.versionFrom(), scope.versionTo());
    }
    end(out);
  }

  private void appendId(byte[] array, int from, int length) {
    if (from >= 0) TraceIds.append(array, from, length, value);
  }

  private void appendNumber(long number) {
    if (number != 0) Decimals.appendLong(number, value);
  }

  private void appendText(byte[] array, int from, int to) {
    value.raw(array, from, to - from);
  }

  private void appendNamed(
      LabelName name,
      LogRecord record,
      RecordLabels labels,
      LokiResource resource,
      ProtoWriter out) {
    ByteSlice raw = name.raw();
    if (labels.promoted().contains(raw.array(), raw.offset(), raw.end())) return;
    KeyValues attributes = record.attributes();
    int index = attributes.find(raw);
    if (index < 0) {
      attributes = resource.attributes();
      index = attributes.find(raw);
    }
    if (index >= 0) append(attributes, index, labels, resource, out);
  }

  private void appendAll(
      KeyValues attributes, RecordLabels labels, LokiResource resource, ProtoWriter out) {
    byte[] array = attributes.array();
    for (int i = 0; i < attributes.count(); i++) {
      int from = attributes.keyFrom(i);
      int to = attributes.keyTo(i);
      if (from == to || labels.promoted().contains(array, from, to)) continue;
      append(attributes, i, labels, resource, out);
    }
  }

  private void append(
      KeyValues attributes,
      int index,
      RecordLabels labels,
      LokiResource resource,
      ProtoWriter out) {
    byte[] array = attributes.array();
    begin(array, attributes.keyFrom(index), attributes.keyTo(index));
    if (isLabel(labels, resource) || count == limits.maxEntries()) {
      if (count == limits.maxEntries()) leftOut++;
      return;
    }
    AnyValueText.appendText(
        array, attributes.valueFrom(index), attributes.valueTo(index), true, value);
    end(out);
  }

  /** Begins a pair with its name, as Loki takes it. */
  private void begin(byte[] raw, int from, int to) {
    names.truncate(nameStart(count));
    LabelName.sanitise(raw, from, to, names);
    value.clear();
  }

  private int nameStart(int pair) {
    return pair == 0 ? 0 : nameEnds[pair - 1];
  }

  private boolean isLabel(RecordLabels labels, LokiResource resource) {
    return labels.has(names.array(), nameStart(count), names.size(), resource);
  }

  /** Ends the pair that was begun: writes it, unless it says nothing or is too much. */
  private void end(ProtoWriter out) {
    if (value.size() == 0 || isWritten()) return;
    int from = nameStart(count);
    int nameLength = names.size() - from;
    if (count >= limits.maxEntries() || bytes + nameLength + value.size() > limits.maxBytes()) {
      leftOut++;
      return;
    }
    out.tag(PushRequest.METADATA, WireType.LEN);
    out.rawVarint(Varint.sizeOfLen(NAME, nameLength) + Varint.sizeOfLen(VALUE, value.size()));
    out.bytes(NAME, names.array(), from, nameLength);
    out.bytes(VALUE, value.array(), 0, value.size());
    if (count == nameEnds.length) nameEnds = Arrays.copyOf(nameEnds, count * 2);
    nameEnds[count++] = names.size();
    bytes += nameLength + value.size();
  }

  private boolean isWritten() {
    byte[] array = names.array();
    int from = nameStart(count);
    for (int i = 0; i < count; i++) {
      if (Arrays.equals(array, nameStart(i), nameEnds[i], array, from, names.size())) return true;
    }
    return false;
  }
}
