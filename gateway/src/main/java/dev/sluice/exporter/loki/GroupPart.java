package dev.sluice.exporter.loki;

import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;

/** One tenant's share of a resource group, as it is gathered. */
final class GroupPart {
  private final ProtoWriter rest = new ProtoWriter();
  private final ProtoWriter records = new ProtoWriter();
  private int items;

  /** Adds a record, as a field of the scope that is being read. */
  void add(ByteSlice recordField) {
    records.raw(recordField);
    items++;
  }

  /**
   * Ends the ScopeLogs at {@code scope}, of which this has the records added since the last call.
   */
  void endScope(ProtoCursor scope) {
    if (records.size() == 0) return;
    int start = rest.begin(Otlp.ResourceLogs.SCOPE_LOGS);
    for (ProtoCursor fields = scope.message(); fields.next(); ) {
      if (!fields.isLen(Otlp.ScopeLogs.LOG_RECORDS)) rest.raw(fields.fieldSlice());
    }
    rest.raw(records.array(), 0, records.size());
    rest.end(start);
    records.clear();
  }

  /** Adds a field of the group that all parts share. */
  void addField(ByteSlice field) {
    rest.raw(field);
  }

  ResourceGroup of(ResourceGroup whole) {
    return whole.withRest(ByteSlice.of(rest.toByteArray()), items);
  }
}
