package dev.sluice.otlp;

import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;

/**
 * Says in which messages a byte of a request stands: {@code " (in ResourceSpans > ScopeSpans >
 * Span)"}. Walks the request again, so that the scan need not keep track; for refusals only.
 */
final class ScanPath {
  /** Deeper nesting is attribute values in each other; saying so more often helps nobody. */
  private static final int MAX_NAMES = 8;

  private ScanPath() {}

  /** Empty if the byte is in none of the schema's messages. */
  static String of(byte[] array, int groupType, int at) {
    StringBuilder path = new StringBuilder();
    ProtoCursor cursor = new ProtoCursor(array, 0, array.length);
    int type = -1;
    for (int names = 0; moveTo(at, cursor); names++) {
      if (names == MAX_NAMES) return path + " > ...)";
      type = type < 0 ? groupType(cursor, groupType) : Schema.child(type, cursor);
      if (type < 0) break;
      path.append(names == 0 ? " (in " : " > ").append(Schema.name(type));
      cursor.reset(array, cursor.valueStart(), cursor.valueEnd());
    }
    return path.isEmpty() ? "" : path + ")";
  }

  private static int groupType(ProtoCursor request, int groupType) {
    return request.isLen(Otlp.ExportTraceServiceRequest.RESOURCE_SPANS) ? groupType : -1;
  }

  /** Moves to the field whose value has that byte; false if none has, or it is the one at fault. */
  private static boolean moveTo(int at, ProtoCursor cursor) {
    try {
      while (cursor.next()) {
        if (cursor.valueEnd() > at) return cursor.valueStart() <= at;
      }
    } catch (MalformedException ignored) {
      // The field that is being complained about: the path ends before it.
    }
    return false;
  }
}
