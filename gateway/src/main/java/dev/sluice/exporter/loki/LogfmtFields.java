package dev.sluice.exporter.loki;

import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;

/**
 * The record's own fields in a logfmt line. A pair of a map body that has a field's name gives way
 * to the field, in place; the others follow the body. One thread.
 */
final class LogfmtFields {
  private static final int TRACE_ID = 0;
  private static final int SPAN_ID = 1;
  private static final int SEVERITY = 2;
  private static final int FLAGS = 3;
  private static final ByteSlice[] NAMES = {
    ByteSlice.utf8("traceID"),
    ByteSlice.utf8("spanID"),
    ByteSlice.utf8("severity"),
    ByteSlice.utf8("flags")
  };

  private LogRecord record = new LogRecord();
  private final boolean[] isOpen = new boolean[NAMES.length];

  void begin(LogRecord of) {
    record = of;
    isOpen[TRACE_ID] = of.traceId() >= 0;
    isOpen[SPAN_ID] = of.spanId() >= 0;
    isOpen[SEVERITY] = of.hasSeverityText();
    isOpen[FLAGS] = of.flags() != 0;
  }

  /**
   * Appends the field of exactly that name in its place, if the record has it and did not before.
   */
  boolean replaces(ProtoWriter key, ProtoWriter out) {
    for (int field = 0; field < NAMES.length; field++) {
      if (!isOpen[field] || !NAMES[field].contentEquals(key.array(), 0, key.size())) continue;
      append(field, out);
      return true;
    }
    return false;
  }

  /** Appends the fields that replaced nothing. */
  void appendRest(ProtoWriter out) {
    for (int field = 0; field < NAMES.length; field++) {
      if (isOpen[field]) append(field, out);
    }
  }

  private void append(int field, ProtoWriter out) {
    isOpen[field] = false;
    out.rawByte(' ').raw(NAMES[field]).rawByte('=');
    byte[] array = record.array();
    switch (field) {
      case TRACE_ID -> TraceIds.append(array, record.traceId(), TraceIds.TRACE_ID_BYTES, out);
      case SPAN_ID -> TraceIds.append(array, record.spanId(), TraceIds.SPAN_ID_BYTES, out);
      case SEVERITY ->
          LogfmtText.appendString(array, record.severityFrom(), record.severityTo(), out);
      default -> Decimals.appendLong(Integer.toUnsignedLong(record.flags()), out);
    }
  }
}
