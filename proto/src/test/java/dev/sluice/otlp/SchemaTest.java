package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.sluice.wire.WireType;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The scan's table against the generated descriptors, entry by entry. */
class SchemaTest {
  private final Map<String, Descriptor> messages = new LinkedHashMap<>();

  SchemaTest() {
    for (Descriptor request :
        List.of(
            ExportTraceServiceRequest.getDescriptor(),
            ExportMetricsServiceRequest.getDescriptor(),
            ExportLogsServiceRequest.getDescriptor())) {
      add(request.findFieldByNumber(1).getMessageType());
    }
  }

  private void add(Descriptor message) {
    if (messages.putIfAbsent(message.getName(), message) != null) return;
    for (FieldDescriptor field : message.getFields()) {
      if (field.getJavaType() == JavaType.MESSAGE) add(field.getMessageType());
    }
  }

  @Test
  void types_areAllThatARequestCanHold() {
    assertThat(messages.keySet()).hasSize(Schema.TYPES);
    for (int type = 0; type < Schema.TYPES; type++) {
      assertThat(messages).containsKey(Schema.name(type));
    }
  }

  @Test
  void rules_areTheDescriptors() {
    for (int type = 0; type < Schema.TYPES; type++) {
      Descriptor message = messages.get(Schema.name(type));
      for (int tag = 0; tag < 0x80; tag++) {
        assertThat(ruleName(Schema.RULES[type << 7 | tag]))
            .as("%s, tag %d", message.getName(), tag)
            .isEqualTo(expectedRule(message, tag));
      }
    }
  }

  @Test
  void fieldsBeyondOneByteTags_needNoRule() {
    for (Descriptor message : messages.values()) {
      for (FieldDescriptor field : message.getFields()) {
        if (field.getNumber() > Schema.MAX_FIELD) {
          assertThat(expectedRule(message, field.getNumber() << 3 | WireType.LEN)).isEqualTo("2");
        }
      }
    }
  }

  @Test
  void items_areSpansRecordsAndPoints() {
    for (int type = 0; type < Schema.TYPES; type++) {
      assertThat(Schema.name(type).matches("Span|LogRecord|\\w+DataPoint"))
          .as(Schema.name(type))
          .isEqualTo(type >= Schema.FIRST_ITEM);
    }
  }

  private static String ruleName(int rule) {
    return switch (rule) {
      case Schema.STRING -> "string";
      case Schema.TRACE_ID -> "trace id";
      case Schema.SPAN_ID -> "span id";
      case Schema.PACKED_FIXED64 -> "packed fixed64";
      case Schema.PACKED_VARINT -> "packed varint";
      default -> rule >= Schema.MESSAGE ? Schema.name(rule - Schema.MESSAGE) : "" + rule;
    };
  }

  private static String expectedRule(Descriptor message, int tag) {
    String skip = "" + (tag & 7);
    FieldDescriptor field = message.findFieldByNumber(tag >>> 3);
    if (field == null || (tag & 7) != WireType.LEN) return skip;
    return switch (field.getType()) {
      case STRING -> "string";
      case MESSAGE -> field.getMessageType().getName();
      case BYTES -> field.getName().endsWith("trace_id") ? "trace id" : spanIdOr(skip, field);
      case FIXED64, SFIXED64, DOUBLE -> field.isRepeated() ? "packed fixed64" : skip;
      case UINT64, INT64, SINT64, UINT32, INT32, SINT32, BOOL, ENUM ->
          field.isRepeated() ? "packed varint" : skip;
      case FIXED32, SFIXED32, FLOAT, GROUP -> field.isRepeated() ? "not foreseen" : skip;
    };
  }

  private static String spanIdOr(String skip, FieldDescriptor field) {
    return field.getName().endsWith("span_id") ? "span id" : skip;
  }
}
