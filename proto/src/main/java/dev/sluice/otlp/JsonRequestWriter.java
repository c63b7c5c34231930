package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.PackedNumbers;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.WireType;

/** Writes OTLP/JSON from bytes, by the tables of {@link JsonSchema}. For one thread. */
final class JsonRequestWriter {
  /** As deep as the scan lets messages be, and a little more. */
  private static final int MAX_DEPTH = 110;

  private final ProtoWriter out;

  JsonRequestWriter(ProtoWriter out) {
    this.out = out;
  }

  void request(JsonMessage request, Iterable<ResourceGroup> groups) {
    JsonField list = request.fields().get(0);
    JsonField resource = list.child().fields().get(0);
    out.rawAscii("{\"").rawAscii(list.name()).rawAscii("\":[");
    boolean first = true;
    for (ResourceGroup group : groups) {
      if (!first) out.rawByte(',');
      first = false;
      out.rawByte('{');
      if (group.hasResource()) {
        name(resource, true);
        object(resource.child(), group.resource(), 2);
      }
      ByteSlice rest = group.rest();
      members(list.child(), rest, !group.hasResource(), 1);
      out.rawByte('}');
    }
    out.rawAscii("]}");
  }

  /** Any message of the schema, as one object. */
  void message(JsonMessage type, ByteSlice message) {
    object(type, message, 1);
  }

  private void object(JsonMessage type, ByteSlice message, int depth) {
    out.rawByte('{');
    members(type, message, true, depth);
    out.rawByte('}');
  }

  /**
   * Writes the members in the order they stand on the wire. Whether they stand apart from each
   * other, as JSON needs them, is looked at beforehand: to find out while writing would be to write
   * again what is inside, at every depth.
   */
  private void members(JsonMessage type, ByteSlice message, boolean nothingBefore, int depth) {
    if (depth > MAX_DEPTH) {
      throw MalformedException.at(message.offset(), "messages nested deeper than " + MAX_DEPTH);
    }
    boolean first = nothingBefore;
    JsonField open = null;
    for (ProtoCursor cursor = FieldGrouping.of(type, message).cursor(); cursor.next(); ) {
      JsonField field = type.field(cursor.field());
      if (field == null || !fits(field, cursor) || isLeftOut(field, cursor)) continue;
      if (field == open) {
        out.rawByte(',');
        elements(field, cursor, depth);
        continue;
      }
      if (open != null) out.rawByte(']');
      name(field, first);
      first = false;
      open = field.isRepeated() ? field : null;
      if (open != null) {
        out.rawByte('[');
        elements(field, cursor, depth);
      } else {
        value(field, cursor, depth);
      }
    }
    if (open != null) out.rawByte(']');
  }

  /** Lists of numbers may stand packed in one field, or each number in its own. */
  static boolean fits(JsonField field, ProtoCursor cursor) {
    return cursor.wireType() == field.kind().wireType()
        || (field.isRepeated() && cursor.isLen(field.number()));
  }

  /** An empty packed list adds nothing to a list, and no list either. */
  private static boolean isLeftOut(JsonField field, ProtoCursor cursor) {
    boolean empty = cursor.valueLength() == 0;
    if (field.isRepeated()) return empty && field.kind().isPacked();
    if (field.hasPresence() || field.kind() == JsonKind.MESSAGE) return false;
    return field.kind().isPacked() ? number(cursor) == 0 : empty;
  }

  private void name(JsonField field, boolean first) {
    if (!first) out.rawByte(',');
    out.rawByte('"').rawAscii(field.name()).rawAscii("\":");
  }

  private void elements(JsonField field, ProtoCursor cursor, int depth) {
    if (!field.kind().isPacked() || !cursor.isLen(field.number())) {
      value(field, cursor, depth);
      return;
    }
    boolean first = true;
    PackedNumbers numbers = new PackedNumbers(cursor, field.kind().wireType());
    while (numbers.next()) {
      if (!first) out.rawByte(',');
      first = false;
      number(field.kind(), numbers.value());
    }
  }

  private void value(JsonField field, ProtoCursor cursor, int depth) {
    byte[] array = cursor.array();
    int from = cursor.valueStart();
    int to = cursor.valueEnd();
    switch (field.kind()) {
      case MESSAGE -> object(field.child(), cursor.slice(), depth + 1);
      case STRING -> JsonText.appendString(array, from, to, false, out);
      case BYTES -> {
        out.rawByte('"');
        JsonText.appendBase64(array, from, to, out);
        out.rawByte('"');
      }
      case TRACE_ID, SPAN_ID -> {
        out.rawByte('"');
        JsonText.appendHex(array, from, to, out);
        out.rawByte('"');
      }
      default -> number(field.kind(), number(cursor));
    }
  }

  /** The bits as they stand on the wire. */
  private static long number(ProtoCursor cursor) {
    return switch (cursor.wireType()) {
      case WireType.VARINT -> cursor.varint();
      case WireType.FIXED32 -> cursor.fixed32();
      default -> cursor.fixed64();
    };
  }

  private void number(JsonKind kind, long bits) {
    switch (kind) {
      case BOOL -> out.rawAscii(bits == 0 ? "false" : "true");
      case ENUM -> Decimals.appendLong(bits << 32 >> 32, out);
      case UINT32, FIXED32 -> Decimals.appendLong(bits & 0xFFFF_FFFFL, out);
      case SINT32 -> {
        int zigzag = (int) bits;
        Decimals.appendLong((zigzag >>> 1) ^ -(zigzag & 1), out);
      }
      case DOUBLE -> decimal(Double.longBitsToDouble(bits));
      case INT64, SFIXED64 -> {
        out.rawByte('"');
        Decimals.appendLong(bits, out);
        out.rawByte('"');
      }
      default -> out.rawByte('"').rawAscii(Long.toUnsignedString(bits)).rawByte('"');
    }
  }

  private void decimal(double value) {
    if (Double.isFinite(value)) {
      Decimals.append(value, out);
    } else {
      String name = Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
      out.rawByte('"').rawAscii(name).rawByte('"');
    }
  }
}
