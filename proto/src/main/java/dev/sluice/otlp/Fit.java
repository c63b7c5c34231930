package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.Varint;

/**
 * Finds how many leading items of a group fit a number of bytes, by adding up what {@link Cutter}
 * would write. The whole group must not fit.
 */
final class Fit {
  private static final int GROUP = Otlp.ExportTraceServiceRequest.RESOURCE_SPANS;
  private static final int RESOURCE = Otlp.ResourceSpans.RESOURCE;
  private static final int SCOPES = Otlp.ResourceSpans.SCOPE_SPANS;
  private static final int CHILDREN = Otlp.ScopeSpans.SPANS;

  private final Signal signal;
  private final ResourceGroup group;
  private final byte[] array;
  private final long maxBytes;
  private final ScopeItems scopeItems;
  private final MetricData data = new MetricData();

  private int items;

  Fit(Signal signal, ResourceGroup group, long maxBytes) {
    this.signal = signal;
    this.group = group;
    this.array = group.rest().array();
    this.maxBytes = maxBytes;
    this.scopeItems = new ScopeItems(signal);
  }

  int items() {
    ByteSlice rest = group.rest();
    int size = envelope(rest.cursor(), SCOPES);
    if (group.hasResource()) size += Varint.sizeOfLen(RESOURCE, group.resource().length());
    ProtoCursor scopes = rest.cursor();
    while (scopes.next()) {
      if (!scopes.isLen(SCOPES)) continue;
      if (!fits(size + scopes.fieldLength())) {
        scope(size, scopes);
        break;
      }
      size += scopes.fieldLength();
      items += scopeItems.count(array, scopes.valueStart(), scopes.valueEnd());
    }
    // With its last item a group has all that follows it, and that did not fit.
    return Math.max(0, Math.min(items, group.items() - 1));
  }

  /** Adds the items of a scope that does not fit as a whole. */
  private void scope(int outside, ProtoCursor field) {
    int size = envelope(field.message(), CHILDREN);
    for (ProtoCursor scope = field.message(); scope.next(); ) {
      if (!scope.isLen(CHILDREN)) continue;
      int more = size + scope.fieldLength();
      if (!fits(outside + Varint.sizeOfLen(SCOPES, more))) {
        if (signal == Signal.METRICS) metric(outside, size, scope);
        return;
      }
      size = more;
      items += signal == Signal.METRICS ? points(scope) : 1;
    }
  }

  /** Adds the points of a metric that does not fit as a whole. */
  private void metric(int outside, int inScope, ProtoCursor field) {
    data.read(array, field.valueStart(), field.valueEnd());
    if (data.field() == 0) return;
    int inMetric = 0;
    for (ProtoCursor metric = field.message(); metric.next(); ) {
      if (!MetricData.isData(metric)) inMetric += metric.fieldLength();
    }
    int size = 0;
    ProtoCursor parts = new ProtoCursor(array, data.start(), field.valueEnd());
    while (parts.next()) {
      if (MetricData.isData(parts)) size += envelope(parts.message(), MetricData.POINTS);
    }
    parts.reset(array, data.start(), field.valueEnd());
    while (parts.next()) {
      if (!MetricData.isData(parts)) continue;
      for (ProtoCursor points = parts.message(); points.next(); ) {
        if (!points.isLen(MetricData.POINTS)) continue;
        size += points.fieldLength();
        int metric = inMetric + Varint.sizeOfLen(data.field(), size);
        int scope = inScope + Varint.sizeOfLen(CHILDREN, metric);
        if (!fits(outside + Varint.sizeOfLen(SCOPES, scope))) return;
        items++;
      }
    }
  }

  private int points(ProtoCursor metric) {
    data.read(array, metric.valueStart(), metric.valueEnd());
    return data.points();
  }

  private boolean fits(int groupLength) {
    return Varint.sizeOfLen(GROUP, groupLength) <= maxBytes;
  }

  /** Length of all fields of a message but the divided ones. */
  private static int envelope(ProtoCursor message, int divided) {
    int length = 0;
    while (message.next()) {
      if (!message.isLen(divided)) length += message.fieldLength();
    }
    return length;
  }
}
