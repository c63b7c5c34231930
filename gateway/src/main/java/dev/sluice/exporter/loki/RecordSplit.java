package dev.sluice.exporter.loki;

import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ProtoCursor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Parts the records of one resource group by a key. Every part keeps the resource, the scopes of
 * its records, the schema URLs and the order. Pure.
 */
final class RecordSplit {
  private RecordSplit() {}

  /** Reads the records in their order; what is given is the same object each time. */
  static void forEach(ResourceGroup group, Consumer<LogRecord> each) {
    var record = new LogRecord();
    for (ProtoCursor rest = group.rest().cursor(); rest.next(); ) {
      if (!rest.isLen(Otlp.ResourceLogs.SCOPE_LOGS)) continue;
      for (ProtoCursor scope = rest.message(); scope.next(); ) {
        if (!scope.isLen(Otlp.ScopeLogs.LOG_RECORDS)) continue;
        record.read(scope.array(), scope.valueStart(), scope.valueEnd());
        each.accept(record);
      }
    }
  }

  /** The parts by their key, in the order in which the keys first came; none for no records. */
  static <K> Map<K, ResourceGroup> split(ResourceGroup group, Function<LogRecord, K> keyOf) {
    var parts = new LinkedHashMap<K, GroupPart>();
    var record = new LogRecord();
    for (ProtoCursor rest = group.rest().cursor(); rest.next(); ) {
      if (!rest.isLen(Otlp.ResourceLogs.SCOPE_LOGS)) continue;
      for (ProtoCursor scope = rest.message(); scope.next(); ) {
        if (!scope.isLen(Otlp.ScopeLogs.LOG_RECORDS)) continue;
        record.read(scope.array(), scope.valueStart(), scope.valueEnd());
        K key = keyOf.apply(record);
        parts.computeIfAbsent(key, any -> new GroupPart()).add(scope.fieldSlice());
      }
      for (GroupPart part : parts.values()) part.endScope(rest);
    }
    for (ProtoCursor rest = group.rest().cursor(); rest.next(); ) {
      if (rest.isLen(Otlp.ResourceLogs.SCOPE_LOGS)) continue;
      for (GroupPart part : parts.values()) part.addField(rest.fieldSlice());
    }
    var groups = new LinkedHashMap<K, ResourceGroup>();
    parts.forEach((key, part) -> groups.put(key, part.of(group)));
    return groups;
  }
}
