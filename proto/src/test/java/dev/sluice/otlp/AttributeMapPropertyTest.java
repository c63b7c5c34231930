package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.otlp.fixture.FieldOrder;
import dev.sluice.otlp.fixture.RandomOtlp;
import dev.sluice.wire.ByteSlice;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Edits of bytes against the same edits of the generated classes. */
class AttributeMapPropertyTest {
  /** The first three are among those of {@link RandomOtlp}. */
  private static final List<String> KEYS = List.of("", "a", "Grüße", "new", "newer");

  @Provide
  Arbitrary<Message> owners() {
    return Arbitraries.of(
        Resource.getDefaultInstance(),
        InstrumentationScope.getDefaultInstance(),
        Span.getDefaultInstance(),
        LogRecord.getDefaultInstance(),
        NumberDataPoint.getDefaultInstance(),
        HistogramDataPoint.getDefaultInstance(),
        ExponentialHistogramDataPoint.getDefaultInstance(),
        SummaryDataPoint.getDefaultInstance());
  }

  @Property(tries = 3000)
  void edits_doWhatTheyDoToTheGeneratedClasses(
      @ForAll("owners") Message owner,
      @ForAll long seed,
      @ForAll @IntRange(max = 8) int size,
      @ForAll FieldOrder order,
      @ForAll @IntRange(max = 6) int edits)
      throws InvalidProtocolBufferException {
    Message message = RandomOtlp.fill(owner.newBuilderForType(), seed, size, true);
    ByteSlice bytes = ByteSlice.of(order.serialize(message, seed));
    FieldDescriptor field = owner.getDescriptorForType().findFieldByName("attributes");
    Random random = new Random(seed);
    AttributeMap map = new AttributeMap().read(bytes, field.getNumber());
    List<KeyValue> model = model(message, field);

    for (int i = 0; i < edits; i++) edit(random, map, model);

    assertThat(map.size()).isEqualTo(model.size());
    assertThat(map.sizeInBytes()).isEqualTo(map.toSlice().length());
    Message.Builder expected = message.toBuilder().clearField(field);
    for (KeyValue attribute : model) expected.addRepeatedField(field, attribute);
    assertThat(owner.getParserForType().parseFrom(map.toSlice().toByteArray()))
        .isEqualTo(expected.build());
    for (String key : KEYS)
      assertThat(value(map.get(ByteSlice.utf8(key)))).isEqualTo(get(model, key));
  }

  @Property(tries = 500)
  void anUntouchedMap_isTheMessageItself(
      @ForAll("owners") Message owner, @ForAll long seed, @ForAll FieldOrder order) {
    Message message = RandomOtlp.fill(owner.newBuilderForType(), seed, 4, true);
    ByteSlice bytes = ByteSlice.of(order.serialize(message, seed));
    int field = owner.getDescriptorForType().findFieldByName("attributes").getNumber();

    AttributeMap map = new AttributeMap().read(bytes, field);

    assertThat(map.isChanged()).isFalse();
    assertThat(map.toSlice()).isEqualTo(bytes);
    if (!bytes.isEmpty()) assertThat(map.toSlice().array()).isSameAs(bytes.array());
  }

  @Property(tries = 500)
  void views_seeTheAttributesInOrder(
      @ForAll("owners") Message owner, @ForAll long seed, @ForAll FieldOrder order)
      throws InvalidProtocolBufferException {
    Message message = RandomOtlp.fill(owner.newBuilderForType(), seed, 4, true);
    ByteSlice bytes = ByteSlice.of(order.serialize(message, seed));
    FieldDescriptor field = owner.getDescriptorForType().findFieldByName("attributes");

    List<KeyValue> seen = new ArrayList<>();
    Attributes attributes = new Attributes().reset(bytes, field.getNumber());
    while (attributes.next()) {
      seen.add(keyValue(attributes.key().utf8(), attributes.value()));
    }

    assertThat(seen)
        .isEqualTo(
            model(message, field).stream()
                .map(
                    kv -> KeyValue.newBuilder().setKey(kv.getKey()).setValue(kv.getValue()).build())
                .toList());
    for (String key : KEYS) {
      ByteSlice found = Attributes.find(bytes, field.getNumber(), ByteSlice.utf8(key));
      assertThat(value(found)).isEqualTo(get(model(message, field), key));
    }
  }

  private static void edit(Random random, AttributeMap map, List<KeyValue> model)
      throws InvalidProtocolBufferException {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    ByteSlice value = AnyValues.of(random.nextBoolean() ? "value" : (Object) random.nextLong());
    switch (random.nextInt(4)) {
      case 0 -> {
        boolean was = model.removeIf(kv -> kv.getKey().equals(key));
        assertThat(map.remove(ByteSlice.utf8(key))).isEqualTo(was);
      }
      case 1 -> {
        if (model.isEmpty()) return;
        int index = random.nextInt(model.size());
        model.remove(index);
        map.remove(slot(map, index));
      }
      case 2 -> {
        if (model.isEmpty()) return;
        int index = random.nextInt(model.size());
        model.set(index, keyValue(model.get(index).getKey(), value));
        map.set(slot(map, index), value);
      }
      default -> {
        put(model, keyValue(key, value));
        map.put(ByteSlice.utf8(key), value);
      }
    }
  }

  private static int slot(AttributeMap map, int index) {
    int slot = map.next(-1);
    for (int i = 0; i < index; i++) slot = map.next(slot);
    return slot;
  }

  private static void put(List<KeyValue> model, KeyValue attribute) {
    int first = -1;
    for (int i = 0; i < model.size(); i++) {
      if (!model.get(i).getKey().equals(attribute.getKey())) continue;
      if (first < 0) {
        first = i;
        model.set(i, attribute);
      } else {
        model.remove(i--);
      }
    }
    if (first < 0) model.add(attribute);
  }

  private static AnyValue get(List<KeyValue> model, String key) {
    return model.stream()
        .filter(kv -> kv.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElse(null);
  }

  private static AnyValue value(ByteSlice value) throws InvalidProtocolBufferException {
    return value == null ? null : AnyValue.parseFrom(value.toByteArray());
  }

  private static KeyValue keyValue(String key, ByteSlice value)
      throws InvalidProtocolBufferException {
    return KeyValue.newBuilder().setKey(key).setValue(value(value)).build();
  }

  private static List<KeyValue> model(Message message, FieldDescriptor field) {
    List<KeyValue> model = new ArrayList<>();
    for (Object attribute : (List<?>) message.getField(field)) model.add((KeyValue) attribute);
    return model;
  }
}
