package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the parts of one group, one after the other into one array. A scope or metric that goes
 * into one part is copied as it stands. One that does not is opened, its envelope (all of its
 * fields but those that are divided) written, then item after item; when the part is full, what is
 * open is closed, and opened again with its envelope in the next part.
 */
final class Cutter {
  private static final int SCOPES = Otlp.ResourceSpans.SCOPE_SPANS;

  /** Spans, log records or metrics in a scope. */
  private static final int CHILDREN = Otlp.ScopeSpans.SPANS;

  /** A scope, a metric and its data: no more is ever open. */
  private static final int MAX_OPEN = 3;

  private final Signal signal;
  private final ResourceGroup group;
  private final byte[] array;
  private final ScopeItems scopeItems;
  private final MetricData data = new MetricData();

  private final ProtoWriter out;
  private final byte[] restEnvelope;
  private final int[] openField = new int[MAX_OPEN];
  private final byte[][] openEnvelope = new byte[MAX_OPEN][];
  private final int[] openStart = new int[MAX_OPEN];
  private int open;

  private final List<int[]> parts = new ArrayList<>();
  private final int laterRoom;
  private int partStart;
  private int partItems;
  private int room;
  private int left;

  /** Parts of {@code firstRoom}, then {@code laterRoom} items. */
  Cutter(Signal signal, ResourceGroup group, int firstRoom, int laterRoom) {
    ByteSlice rest = group.rest();
    this.signal = signal;
    this.group = group;
    this.array = rest.array();
    this.scopeItems = new ScopeItems(signal);
    this.out = new ProtoWriter(rest.length() + rest.length() / 8);
    this.restEnvelope = envelope(rest.offset(), rest.end(), SCOPES);
    this.room = firstRoom;
    this.laterRoom = laterRoom;
    this.left = group.items();
  }

  List<ResourceGroup> cut() {
    begin();
    for (ProtoCursor rest = group.rest().cursor(); rest.next(); ) {
      if (rest.isLen(SCOPES)) scope(rest);
    }
    end();
    byte[] all = out.toByteArray();
    List<ResourceGroup> groups = new ArrayList<>(parts.size());
    for (int[] part : parts) {
      groups.add(group.withRest(ByteSlice.of(all, part[0], part[1] - part[0]), part[2]));
    }
    return groups;
  }

  private void scope(ProtoCursor field) {
    int items = scopeItems.count(array, field.valueStart(), field.valueEnd());
    if (copyWhole(field, items)) return;
    open(SCOPES, envelope(field.valueStart(), field.valueEnd(), CHILDREN));
    for (ProtoCursor scope = field.message(); scope.next(); ) {
      if (!scope.isLen(CHILDREN)) continue;
      if (signal == Signal.METRICS) {
        metric(scope);
      } else {
        copyItem(scope);
      }
    }
    close();
  }

  private void metric(ProtoCursor field) {
    data.read(array, field.valueStart(), field.valueEnd());
    if (copyWhole(field, data.points())) return;
    open(CHILDREN, metricEnvelope(field.message()));
    open(data.field(), dataEnvelope(field.valueEnd()));
    for (ProtoCursor metric = dataFields(field.valueEnd()); metric.next(); ) {
      if (!MetricData.isData(metric)) continue;
      for (ProtoCursor points = metric.message(); points.next(); ) {
        if (points.isLen(MetricData.POINTS)) copyItem(points);
      }
    }
    close();
    close();
  }

  /**
   * Copies a scope or metric with that many items, if it is not divided: nothing of it belongs into
   * the next part. What fills the part to the brim is opened, since there may be more in it than
   * items, and the head after n items is to be as short as can be.
   */
  private boolean copyWhole(ProtoCursor field, int items) {
    nextPartIfFull();
    if (items > room || (items == room && items < left)) return false;
    copy(field, items);
    return true;
  }

  private void copyItem(ProtoCursor field) {
    nextPartIfFull();
    copy(field, 1);
  }

  private void nextPartIfFull() {
    if (room > 0 || left == 0) return;
    end();
    begin();
    room = laterRoom;
  }

  private void copy(ProtoCursor field, int items) {
    out.raw(array, field.fieldStart(), field.fieldLength());
    room -= items;
    left -= items;
    partItems += items;
  }

  private void begin() {
    partStart = out.size();
    partItems = 0;
    out.raw(restEnvelope, 0, restEnvelope.length);
    for (int i = 0; i < open; i++) beginOpen(i);
  }

  private void end() {
    for (int i = open - 1; i >= 0; i--) out.end(openStart[i]);
    parts.add(new int[] {partStart, out.size(), partItems});
  }

  private void open(int field, byte[] envelope) {
    openField[open] = field;
    openEnvelope[open] = envelope;
    beginOpen(open++);
  }

  private void beginOpen(int index) {
    openStart[index] = out.begin(openField[index]);
    out.raw(openEnvelope[index], 0, openEnvelope[index].length);
  }

  private void close() {
    out.end(openStart[--open]);
  }

  /** All fields of that message but the divided ones. */
  private byte[] envelope(int from, int to, int divided) {
    ProtoWriter envelope = new ProtoWriter();
    for (ProtoCursor message = new ProtoCursor(array, from, to); message.next(); ) {
      if (!message.isLen(divided)) envelope.raw(array, message.fieldStart(), message.fieldLength());
    }
    return envelope.toByteArray();
  }

  private byte[] metricEnvelope(ProtoCursor metric) {
    ProtoWriter envelope = new ProtoWriter();
    while (metric.next()) {
      if (!MetricData.isData(metric))
        envelope.raw(array, metric.fieldStart(), metric.fieldLength());
    }
    return envelope.toByteArray();
  }

  /** Of all parts of the metric's data, in their order: merged, the last of a field counts. */
  private byte[] dataEnvelope(int metricEnd) {
    ProtoWriter envelope = new ProtoWriter();
    for (ProtoCursor metric = dataFields(metricEnd); metric.next(); ) {
      if (!MetricData.isData(metric)) continue;
      byte[] part = envelope(metric.valueStart(), metric.valueEnd(), MetricData.POINTS);
      envelope.raw(part, 0, part.length);
    }
    return envelope.toByteArray();
  }

  /** The metric's fields from its data that counts onward. */
  private ProtoCursor dataFields(int metricEnd) {
    return new ProtoCursor(array, data.start(), metricEnd);
  }
}
