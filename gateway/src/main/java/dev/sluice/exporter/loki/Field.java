package dev.sluice.exporter.loki;

import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ProtoWriter;

/** The fields of a record that stand in its line under a name of their own, in this order. */
enum Field {
  TRACE_ID,
  SPAN_ID,
  SEVERITY,
  FLAGS;

  boolean isIn(LogRecord record) {
    return switch (this) {
      case TRACE_ID -> record.traceId() >= 0;
      case SPAN_ID -> record.spanId() >= 0;
      case SEVERITY -> record.hasSeverityText();
      case FLAGS -> record.flags() != 0;
    };
  }

  /** Appends name and value, as {@code spelling} has it. */
  void append(LogRecord record, Spelling spelling, ProtoWriter out) {
    spelling.appendOpening(this, out);
    byte[] array = record.array();
    switch (this) {
      case TRACE_ID -> spelling.appendId(array, record.traceId(), TraceIds.TRACE_ID_BYTES, out);
      case SPAN_ID -> spelling.appendId(array, record.spanId(), TraceIds.SPAN_ID_BYTES, out);
      case SEVERITY -> spelling.appendText(array, record.severityFrom(), record.severityTo(), out);
      case FLAGS -> Decimals.appendLong(Integer.toUnsignedLong(record.flags()), out);
    }
  }
}
