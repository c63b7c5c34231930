package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import java.util.List;

/** Verbosity normal for traces and logs: a line for each span and record. */
final class ShortText {
  private ShortText() {}

  /** {@code GET /orders 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 http.method=GET}. */
  static void traces(Batch batch, TextBlock block) {
    for (ResourceGroup group : batch.groups()) {
      for (Fields scope : new Fields(group.rest()).messages(Otlp.ResourceSpans.SCOPE_SPANS)) {
        for (Fields span : scope.messages(Otlp.ScopeSpans.SPANS)) {
          block.begin();
          block.text(span.bytes(Otlp.Span.NAME)).add(" ");
          block.id(span.bytes(Otlp.Span.TRACE_ID)).add(" ");
          block.id(span.bytes(Otlp.Span.SPAN_ID));
          List<Fields> attributes = span.messages(Otlp.Span.ATTRIBUTES);
          if (!attributes.isEmpty()) block.add(" ");
          attributes(attributes, " ", block);
          block.end();
        }
      }
    }
  }

  /** {@code the body a=1 b=x}. */
  static void logs(Batch batch, TextBlock block) {
    for (ResourceGroup group : batch.groups()) {
      for (Fields scope : new Fields(group.rest()).messages(Otlp.ResourceLogs.SCOPE_LOGS)) {
        for (Fields record : scope.messages(Otlp.ScopeLogs.LOG_RECORDS)) {
          block.begin();
          block.value(record.message(Otlp.LogRecord.BODY)).add(" ");
          attributes(record.messages(Otlp.LogRecord.ATTRIBUTES), " ", block);
          block.end();
        }
      }
    }
  }

  static void attributes(List<Fields> attributes, String between, TextBlock block) {
    for (int i = 0; i < attributes.size(); i++) {
      if (i > 0) block.add(between);
      block.attribute(attributes.get(i), "=");
    }
  }
}
