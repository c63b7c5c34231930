package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.sluice.otlp.fixture.Oracle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the table of OTLP/JSON against the generated descriptors, field by field. */
class JsonSchemaTest {

  @ParameterizedTest
  @EnumSource(Signal.class)
  void theTable_isTheSchema(Signal signal) {
    Descriptor request = Oracle.mustParse(signal, new byte[0]).getDescriptorForType();
    compare(JsonSchema.request(signal), request, new HashSet<>());
  }

  private static void compare(JsonMessage message, Descriptor descriptor, Set<Descriptor> seen) {
    if (!seen.add(descriptor)) return;
    assertThat(message.name()).isEqualTo(descriptor.getName());
    List<FieldDescriptor> fields =
        descriptor.getFields().stream()
            .filter(field -> !field.getName().endsWith("strindex"))
            .toList();
    assertThat(message.fields().stream().filter(field -> !field.isLegacy()))
        .as(descriptor.getFullName())
        .hasSameSizeAs(fields);
    for (FieldDescriptor field : fields) {
      JsonField found = message.field(field.getNumber());
      assertThat(found).as(field.getFullName()).isNotNull();
      compare(found, field);
      assertThat(message.field(field.getJsonName())).isSameAs(found);
      assertThat(message.field(field.getName())).isSameAs(found);
      if (found.kind() == JsonKind.MESSAGE) compare(found.child(), field.getMessageType(), seen);
    }
  }

  private static void compare(JsonField found, FieldDescriptor field) {
    String name = field.getFullName();
    assertThat(found.name()).as(name).isEqualTo(field.getJsonName());
    assertThat(found.kind()).as(name).isEqualTo(kind(field));
    assertThat(found.isRepeated()).as(name).isEqualTo(field.isRepeated());
    assertThat(found.isOneof()).as(name).isEqualTo(field.getRealContainingOneof() != null);
    boolean present =
        field.hasPresence() && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
    if (found.kind() != JsonKind.MESSAGE) {
      assertThat(found.hasPresence()).as(name).isEqualTo(present);
    }
    if (found.kind() == JsonKind.ENUM) {
      for (EnumValueDescriptor value : field.getEnumType().getValues()) {
        assertThat(found.numberOf(value.getName())).as(name).isEqualTo(value.getNumber());
      }
    }
    if (field.isRepeated()) {
      assertThat(found.kind().isPacked()).as(name).isEqualTo(field.isPacked());
    }
  }

  private static JsonKind kind(FieldDescriptor field) {
    boolean isId = field.getName().endsWith("_id");
    return switch (field.getType()) {
      case BYTES ->
          !isId
              ? JsonKind.BYTES
              : field.getName().equals("trace_id") ? JsonKind.TRACE_ID : JsonKind.SPAN_ID;
      default -> JsonKind.valueOf(field.getType().name());
    };
  }
}
