package dev.sluice.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Utf8;
import dev.sluice.wire.Varint;
import java.io.IOException;
import java.util.Arrays;

/** Reads one OTLP/JSON request, by the tables of {@link JsonSchema}. For one use, by one thread. */
final class JsonRequestReader {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private final JsonParser parser;
  private final JsonLimits limits;
  private final ProtoWriter out;
  private final MemberOrder order = new MemberOrder();

  private JsonRequestReader(JsonParser parser, JsonLimits limits, int expectedBytes) {
    this.parser = parser;
    this.limits = limits;
    this.out = new ProtoWriter(expectedBytes);
  }

  static byte[] read(JsonMessage type, byte[] json, int from, int to, JsonLimits limits) {
    if (Utf8.isValid(json, from, to)) return readUtf8(type, json, from, to, limits);
    byte[] repaired = Arrays.copyOfRange(json, from, to);
    Utf8.repair(repaired, 0, repaired.length);
    return readUtf8(type, repaired, 0, repaired.length, limits);
  }

  private static byte[] readUtf8(
      JsonMessage type, byte[] json, int from, int to, JsonLimits limits) {
    try (JsonParser parser = limits.factory().createParser(json, from, to - from)) {
      JsonRequestReader reader = new JsonRequestReader(parser, limits, (to - from) / 2);
      try {
        reader.root(type);
      } catch (BadJsonException mistake) {
        throw JsonPlace.of(parser, mistake);
      } catch (IOException mistake) {
        throw JsonPlace.of(parser, mistake);
      }
      return reader.out.toByteArray();
    } catch (IOException e) {
      throw new MalformedException("malformed JSON: " + e.getMessage());
    }
  }

  /** Whatever follows the first value is not looked at, as the collector does not. */
  private void root(JsonMessage type) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) throw new MalformedException("malformed JSON: the body is empty");
    if (token == JsonToken.VALUE_NULL) return;
    expectObject(token);
    message(type);
  }

  private void message(JsonMessage type) throws IOException {
    int mark = order.mark();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonField field = type.field(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
        continue;
      }
      boolean nullable = field.isRepeated() || field.kind().isNullable();
      if (token == JsonToken.VALUE_NULL && nullable) continue;
      order.add(field, out.size());
      if (field.isRepeated()) {
        list(field, token);
      } else {
        value(field, token);
      }
      checkSize();
    }
    order.settle(type, mark, out);
  }

  private void checkSize() {
    if (out.size() <= limits.maxProtobufBytes()) return;
    throw new BadJsonException(
        "the request is longer than %d bytes as protobuf".formatted(limits.maxProtobufBytes()));
  }

  private void value(JsonField field, JsonToken token) throws IOException {
    if (field.kind() == JsonKind.MESSAGE) {
      element(field, token);
    } else if (field.kind().isPacked()) {
      long value = number(field, token);
      if (value != 0 || field.hasPresence()) writeNumber(field, value);
    } else {
      int before = out.size();
      int start = out.begin(field.number());
      text(field.kind(), token);
      if (out.size() == start && !field.hasPresence()) {
        out.truncate(before);
      } else {
        out.end(start);
      }
    }
  }

  private void list(JsonField field, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) throw unexpected("a list", token);
    if (field.kind().isPacked()) {
      packed(field);
      return;
    }
    while (true) {
      JsonToken item = parser.nextToken();
      if (item == JsonToken.END_ARRAY) return;
      element(field, item);
      checkSize();
    }
  }

  /** A message, or one of a list of strings. Null in a list is an empty one. */
  private void element(JsonField field, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      out.bytes(field.number(), ByteSlice.EMPTY);
      return;
    }
    int start = out.begin(field.number());
    if (field.kind() == JsonKind.MESSAGE) {
      expectObject(token);
      message(field.child());
    } else {
      text(field.kind(), token);
    }
    out.end(start);
  }

  private void packed(JsonField field) throws IOException {
    int before = out.size();
    int start = out.begin(field.number());
    while (true) {
      JsonToken item = parser.nextToken();
      if (item == JsonToken.END_ARRAY) break;
      long value = number(field, item);
      if (field.kind() == JsonKind.UINT64) {
        out.rawVarint(value);
      } else {
        out.rawFixed64(value);
      }
      checkSize();
    }
    if (out.size() == start) {
      out.truncate(before);
    } else {
      out.end(start);
    }
  }

  private void text(JsonKind kind, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) throw unexpected("a string", token);
    char[] text = parser.getTextCharacters();
    int from = parser.getTextOffset();
    int to = from + parser.getTextLength();
    switch (kind) {
      case TRACE_ID -> JsonStrings.appendId(TRACE_ID_BYTES, text, from, to, out);
      case SPAN_ID -> JsonStrings.appendId(SPAN_ID_BYTES, text, from, to, out);
      case BYTES -> JsonStrings.appendBase64(text, from, to, out);
      default -> JsonStrings.appendUtf8(text, from, to, out);
    }
  }

  /** The value as the wire has it: a double's bits, a zigzag number. */
  private long number(JsonField field, JsonToken token) throws IOException {
    return switch (field.kind()) {
      case BOOL -> bool(token);
      case DOUBLE -> Double.doubleToRawLongBits(decimal(token));
      case ENUM -> enumValue(field, token);
      case SINT32 -> Varint.zigzag(whole(JsonKind.SINT32, token));
      default -> whole(field.kind(), token);
    };
  }

  private long bool(JsonToken token) throws IOException {
    if (!token.isBoolean()) throw unexpected("true or false", token);
    return token == JsonToken.VALUE_TRUE ? 1 : 0;
  }

  private double decimal(JsonToken token) throws IOException {
    if (token.isNumeric()) {
      double value = parser.getDoubleValue();
      // The parser takes "-0" for a whole number, which has no sign to keep.
      if (value == 0 && parser.getTextCharacters()[parser.getTextOffset()] == '-') return -0.0;
      if (Double.isFinite(value)) return value;
      throw unexpected("a number within a double's range", token);
    }
    if (token != JsonToken.VALUE_STRING) throw unexpected("a number", token);
    checkNumberLength();
    return JsonNumbers.decimal(parser.getText());
  }

  private long enumValue(JsonField field, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT) return whole(JsonKind.ENUM, token);
    if (token != JsonToken.VALUE_STRING) throw unexpected("a number or a name", token);
    Integer number = field.numberOf(parser.getText());
    if (number == null) throw unexpected("a number or a name that the schema has", token);
    return number;
  }

  private long whole(JsonKind kind, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_STRING) {
      throw unexpected("a whole number", token);
    }
    checkNumberLength();
    int from = parser.getTextOffset();
    return JsonNumbers.whole(kind, parser.getTextCharacters(), from, from + parser.getTextLength());
  }

  /** The parser bounds the length of numbers, not of strings that hold numbers. */
  private void checkNumberLength() throws IOException {
    if (parser.getTextLength() <= limits.maxNumberLength()) return;
    throw new BadJsonException(
        "expected a number of at most %d characters, found %d"
            .formatted(limits.maxNumberLength(), parser.getTextLength()));
  }

  private void writeNumber(JsonField field, long value) {
    switch (field.kind()) {
      case FIXED32 -> out.fixed32(field.number(), (int) value);
      case FIXED64, SFIXED64, DOUBLE -> out.fixed64(field.number(), value);
      default -> out.varint(field.number(), value);
    }
  }

  private void expectObject(JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) throw unexpected("an object", token);
  }

  private BadJsonException unexpected(String expected, JsonToken token) throws IOException {
    String found =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              JsonPlace.quote(
                  parser.getTextCharacters(),
                  parser.getTextOffset(),
                  parser.getTextOffset() + parser.getTextLength());
          default -> token.asString();
        };
    return new BadJsonException("expected %s, found %s".formatted(expected, found));
  }
}
