package dev.sluice.processor.attributes;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Attributes;
import dev.sluice.otlp.ItemView;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a match block asks of one item. */
final class ItemFacts {
  private static final ByteSlice SERVICE_NAME = ByteSlice.utf8("service.name");

  private final Signal signal;
  private final ItemView item;

  ItemFacts(Signal signal, ItemView item) {
    this.signal = signal;
    this.item = item;
  }

  String service() {
    String name = resourceAttribute(SERVICE_NAME);
    return name == null ? "" : name;
  }

  /** The text of an attribute of the item; null if it has none of that key. */
  @Nullable String attribute(ByteSlice key) {
    return text(item.attributes().get(key));
  }

  @Nullable String resourceAttribute(ByteSlice key) {
    return text(Attributes.find(item.resource(), Otlp.Resource.ATTRIBUTES, key));
  }

  /** A span's name, a data point's metric; empty for log records. */
  String name() {
    return switch (signal) {
      case TRACES -> field(item.message(), Otlp.Span.NAME).utf8();
      case METRICS -> field(item.metric(), Otlp.Metric.NAME).utf8();
      case LOGS -> "";
    };
  }

  String logBody() {
    String body = text(field(item.message(), Otlp.LogRecord.BODY));
    return body == null ? "" : body;
  }

  String logSeverityText() {
    return field(item.message(), Otlp.LogRecord.SEVERITY_TEXT).utf8();
  }

  private static ByteSlice field(ByteSlice message, int number) {
    ByteSlice found = ByteSlice.EMPTY;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (cursor.isLen(number)) found = cursor.slice();
    }
    return found;
  }

  private static @Nullable String text(@Nullable ByteSlice value) {
    if (value == null) return null;
    var out = new ProtoWriter();
    AnyValueText.appendText(value.array(), value.offset(), value.end(), false, out);
    return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
  }
}
