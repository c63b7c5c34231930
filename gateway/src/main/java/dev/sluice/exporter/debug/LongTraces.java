package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import java.util.List;

/** Verbosity detailed for traces. */
final class LongTraces {
  private LongTraces() {}

  static void print(Batch batch, TextBlock block) {
    for (int i = 0; i < batch.size(); i++) {
      LongText.resource("ResourceSpans", i, batch.group(i), block);
      Fields group = new Fields(batch.group(i).rest());
      List<Fields> scopes = group.messages(Otlp.ResourceSpans.SCOPE_SPANS);
      for (int j = 0; j < scopes.size(); j++) {
        LongText.scope("ScopeSpans", j, scopes.get(j), block);
        List<Fields> spans = scopes.get(j).messages(Otlp.ScopeSpans.SPANS);
        for (int k = 0; k < spans.size(); k++) {
          block.begin();
          block.add("Span #").add(k).end();
          span(spans.get(k), block);
        }
      }
    }
  }

  private static void span(Fields span, TextBlock block) {
    block.add("    Trace ID       : ").id(span.bytes(Otlp.Span.TRACE_ID)).end();
    block.add("    Parent ID      : ").id(span.bytes(Otlp.Span.PARENT_SPAN_ID)).end();
    block.add("    ID             : ").id(span.bytes(Otlp.Span.SPAN_ID)).end();
    block.add("    Name           : ").text(span.bytes(Otlp.Span.NAME)).end();
    block.add("    Kind           : ").add(kind(span.number(Otlp.Span.KIND))).end();
    ByteSlice state = span.bytes(Otlp.Span.TRACE_STATE);
    if (!state.isEmpty()) block.add("    TraceState     : ").text(state).end();
    long start = span.fixed64(Otlp.Span.START_TIME_UNIX_NANO);
    block.add("    Start time     : ").time(start).end();
    block.add("    End time       : ").time(span.fixed64(Otlp.Span.END_TIME_UNIX_NANO)).end();
    Fields status = span.message(Otlp.Span.STATUS);
    block.add("    Status code    : ").add(code(status.number(Otlp.Status.CODE))).end();
    block.add("    Status message : ").text(status.bytes(Otlp.Status.MESSAGE)).end();
    List<Fields> attributes = span.messages(Otlp.Span.ATTRIBUTES);
    LongText.attributes("Attributes:", LongText.ITEM, attributes, block);
    events(span.messages(Otlp.Span.EVENTS), block);
    links(span.messages(Otlp.Span.LINKS), block);
  }

  private static void events(List<Fields> events, TextBlock block) {
    if (!events.isEmpty()) block.line("Events:");
    for (int i = 0; i < events.size(); i++) {
      Fields event = events.get(i);
      block.add("SpanEvent #").add(i).end();
      block.add("     -> Name: ").text(event.bytes(Otlp.Span.Event.NAME)).end();
      long time = event.fixed64(Otlp.Span.Event.TIME_UNIX_NANO);
      block.add("     -> Timestamp: ").time(time).end();
      dropped(event.number(Otlp.Span.Event.DROPPED_ATTRIBUTES_COUNT), block);
      inner(event.messages(Otlp.Span.Event.ATTRIBUTES), block);
    }
  }

  private static void links(List<Fields> links, TextBlock block) {
    if (!links.isEmpty()) block.line("Links:");
    for (int i = 0; i < links.size(); i++) {
      Fields link = links.get(i);
      block.add("SpanLink #").add(i).end();
      block.add("     -> Trace ID: ").id(link.bytes(Otlp.Span.Link.TRACE_ID)).end();
      block.add("     -> ID: ").id(link.bytes(Otlp.Span.Link.SPAN_ID)).end();
      block.add("     -> TraceState: ").text(link.bytes(Otlp.Span.Link.TRACE_STATE)).end();
      dropped(link.number(Otlp.Span.Link.DROPPED_ATTRIBUTES_COUNT), block);
      inner(link.messages(Otlp.Span.Link.ATTRIBUTES), block);
    }
  }

  private static void dropped(int count, TextBlock block) {
    block.add("     -> DroppedAttributesCount: ").add(Integer.toUnsignedLong(count)).end();
  }

  /** The two colons are the collector's. */
  private static void inner(List<Fields> attributes, TextBlock block) {
    LongText.attributes("     -> Attributes::", "     " + LongText.ITEM, attributes, block);
  }

  private static String kind(int kind) {
    return switch (kind) {
      case Otlp.SpanKind.UNSPECIFIED -> "Unspecified";
      case Otlp.SpanKind.INTERNAL -> "Internal";
      case Otlp.SpanKind.SERVER -> "Server";
      case Otlp.SpanKind.CLIENT -> "Client";
      case Otlp.SpanKind.PRODUCER -> "Producer";
      case Otlp.SpanKind.CONSUMER -> "Consumer";
      default -> "";
    };
  }

  private static String code(int code) {
    return switch (code) {
      case Otlp.StatusCode.UNSET -> "Unset";
      case Otlp.StatusCode.OK -> "Ok";
      case Otlp.StatusCode.ERROR -> "Error";
      default -> "";
    };
  }
}
