package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.EnumSet;
import java.util.Set;

/**
 * The record's own fields in a map body of logfmt: a pair that has a field's name gives way to the
 * field, in place. One thread.
 */
final class LogfmtFields {
  private static final Field[] FIELDS = Field.values();

  private static final ByteSlice TRACE_ID = ByteSlice.utf8("traceID");
  private static final ByteSlice SPAN_ID = ByteSlice.utf8("spanID");
  private static final ByteSlice SEVERITY = ByteSlice.utf8("severity");
  private static final ByteSlice FLAGS = ByteSlice.utf8("flags");

  private final Spelling spelling;
  private LogRecord record = new LogRecord();

  /** Those that have taken a pair's place. */
  private final Set<Field> written = EnumSet.noneOf(Field.class);

  LogfmtFields(Spelling spelling) {
    this.spelling = spelling;
  }

  void begin(LogRecord of) {
    record = of;
    written.clear();
  }

  /**
   * Appends the field of exactly that name in its place, if the record has it and did not before.
   */
  boolean replaces(ProtoWriter key, ProtoWriter out) {
    for (Field field : FIELDS) {
      if (!name(field).contentEquals(key.array(), 0, key.size())) continue;
      if (isWritten(field) || !field.isIn(record)) return false;
      written.add(field);
      field.append(record, spelling, out);
      return true;
    }
    return false;
  }

  static ByteSlice name(Field field) {
    return switch (field) {
      case TRACE_ID -> TRACE_ID;
      case SPAN_ID -> SPAN_ID;
      case SEVERITY -> SEVERITY;
      case FLAGS -> FLAGS;
    };
  }

  boolean isWritten(Field field) {
    return written.contains(field);
  }
}
