package dev.sluice.exporter.debug;

import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import java.util.List;

/** What all signals have in common at verbosity detailed. */
final class LongText {
  static final String ITEM = "     -> ";

  private static final Fields.OneOf VALUE = LongText::isValue;

  private LongText() {}

  static void resource(String title, int index, ResourceGroup group, TextBlock block) {
    block.add(title).add(" #").add(index).end();
    ByteSlice schema = new Fields(group.rest()).bytes(Otlp.ResourceSpans.SCHEMA_URL);
    block.add("Resource SchemaURL: ").text(schema).end();
    Fields resource = new Fields(group.resource());
    attributes("Resource attributes:", ITEM, resource.messages(Otlp.Resource.ATTRIBUTES), block);
  }

  static void scope(String title, int index, Fields scoped, TextBlock block) {
    block.add(title).add(" #").add(index).end();
    ByteSlice schema = scoped.bytes(Otlp.ScopeSpans.SCHEMA_URL);
    block.add(title).add(" SchemaURL: ").text(schema).end();
    Fields scope = scoped.message(Otlp.ScopeSpans.SCOPE);
    block.add("InstrumentationScope ").text(scope.bytes(Otlp.InstrumentationScope.NAME));
    block.add(" ").text(scope.bytes(Otlp.InstrumentationScope.VERSION)).end();
    List<Fields> attributes = scope.messages(Otlp.InstrumentationScope.ATTRIBUTES);
    attributes("InstrumentationScope attributes:", ITEM, attributes, block);
  }

  /** Nothing, not even the title, if there are none. */
  static void attributes(String title, String indent, List<Fields> attributes, TextBlock block) {
    if (attributes.isEmpty()) return;
    block.line(title);
    for (Fields attribute : attributes) {
      block.add(indent).text(attribute.bytes(Otlp.KeyValue.KEY)).add(": ");
      value(attribute.message(Otlp.KeyValue.VALUE), block);
      block.end();
    }
  }

  /** {@code Str(x)}, {@code Int(1)}, {@code Empty()}. */
  static void value(Fields value, TextBlock block) {
    String kind =
        switch (value.lastOf(VALUE)) {
          case Otlp.AnyValue.STRING_VALUE -> "Str(";
          case Otlp.AnyValue.BOOL_VALUE -> "Bool(";
          case Otlp.AnyValue.INT_VALUE -> "Int(";
          case Otlp.AnyValue.DOUBLE_VALUE -> "Double(";
          case Otlp.AnyValue.ARRAY_VALUE -> "Slice(";
          case Otlp.AnyValue.KVLIST_VALUE -> "Map(";
          case Otlp.AnyValue.BYTES_VALUE -> "Bytes(";
          default -> "Empty(";
        };
    block.add(kind).value(value).add(")");
  }

  private static boolean isValue(ProtoCursor cursor) {
    return switch (cursor.field()) {
      case Otlp.AnyValue.STRING_VALUE,
          Otlp.AnyValue.ARRAY_VALUE,
          Otlp.AnyValue.KVLIST_VALUE,
          Otlp.AnyValue.BYTES_VALUE ->
          cursor.isLen(cursor.field());
      case Otlp.AnyValue.BOOL_VALUE, Otlp.AnyValue.INT_VALUE -> cursor.isVarint(cursor.field());
      case Otlp.AnyValue.DOUBLE_VALUE -> cursor.isFixed64(cursor.field());
      default -> false;
    };
  }
}
