package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import java.util.List;

/** Verbosity detailed for logs. */
final class LongLogs {
  private static final String[] LEVELS = {"Trace", "Debug", "Info", "Warn", "Error", "Fatal"};
  private static final int STEPS = 4;

  private LongLogs() {}

  static void print(Batch batch, TextBlock block) {
    for (int i = 0; i < batch.size(); i++) {
      LongText.resource("ResourceLog", i, batch.group(i), block);
      Fields group = new Fields(batch.group(i).rest());
      List<Fields> scopes = group.messages(Otlp.ResourceLogs.SCOPE_LOGS);
      for (int j = 0; j < scopes.size(); j++) {
        LongText.scope("ScopeLogs", j, scopes.get(j), block);
        List<Fields> records = scopes.get(j).messages(Otlp.ScopeLogs.LOG_RECORDS);
        for (int k = 0; k < records.size(); k++) {
          block.begin();
          block.add("LogRecord #").add(k).end();
          record(records.get(k), block);
        }
      }
    }
  }

  private static void record(Fields record, TextBlock block) {
    long observed = record.fixed64(Otlp.LogRecord.OBSERVED_TIME_UNIX_NANO);
    block.add("ObservedTimestamp: ").time(observed).end();
    block.add("Timestamp: ").time(record.fixed64(Otlp.LogRecord.TIME_UNIX_NANO)).end();
    block.add("SeverityText: ").text(record.bytes(Otlp.LogRecord.SEVERITY_TEXT)).end();
    int severity = record.number(Otlp.LogRecord.SEVERITY_NUMBER);
    block.add("SeverityNumber: ").add(level(severity)).add("(").add(severity).add(")").end();
    block.add("Body: ");
    LongText.value(record.message(Otlp.LogRecord.BODY), block);
    block.end();
    List<Fields> attributes = record.messages(Otlp.LogRecord.ATTRIBUTES);
    LongText.attributes("Attributes:", LongText.ITEM, attributes, block);
    block.add("Trace ID: ").id(record.bytes(Otlp.LogRecord.TRACE_ID)).end();
    block.add("Span ID: ").id(record.bytes(Otlp.LogRecord.SPAN_ID)).end();
    long flags = Integer.toUnsignedLong(record.fixed32(Otlp.LogRecord.FLAGS));
    block.add("Flags: ").add(flags).end();
  }

  /** {@code Info}, {@code Info2}; nothing for a number that has no name. */
  private static String level(int severity) {
    if (severity == 0) return "Unspecified";
    if (severity < 0 || severity > LEVELS.length * STEPS) return "";
    int step = (severity - 1) % STEPS + 1;
    return LEVELS[(severity - 1) / STEPS] + (step == 1 ? "" : String.valueOf(step));
  }
}
