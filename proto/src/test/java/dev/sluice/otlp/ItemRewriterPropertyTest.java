package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.sluice.otlp.fixture.Flat;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.otlp.fixture.Request;
import dev.sluice.wire.ByteSlice;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ItemRewriterPropertyTest {
  private static final ByteSlice KEY = ByteSlice.utf8("added.by.an.edit");
  private static final ByteSlice VALUE = AnyValues.of("x".repeat(150));
  private static final KeyValue ADDED =
      KeyValue.newBuilder()
          .setKey(KEY.utf8())
          .setValue(AnyValue.newBuilder().setStringValue("x".repeat(150)))
          .build();

  private final ItemRewriter rewriter = new ItemRewriter();

  @Provide
  Arbitrary<Request> requests() {
    return Request.all();
  }

  @Property(tries = 1500)
  void changedItems_areTheOnlyChange(
      @ForAll("requests") Request request, @ForAll @IntRange(min = 1, max = 4) int everyNth) {
    for (ResourceGroup group : groups(request)) {
      Message before = Oracle.parse(request.signal(), group);

      ResourceGroup after = rewrite(request.signal(), group, n -> n % everyNth == 0);

      assertThat(after.items()).isEqualTo(group.items());
      int[] items = {0};
      Message expected = add(before, n -> n % everyNth == 0, items);
      assertThat(Oracle.parse(request.signal(), after)).isEqualTo(expected);
      if (items[0] == 0) assertThat(after).isSameAs(group);
    }
  }

  @Property(tries = 300)
  void aGroupThatIsOnlyLookedAt_comesBackAsItIs(@ForAll("requests") Request request) {
    for (ResourceGroup group : groups(request)) {
      List<Integer> sizes = new ArrayList<>();

      ResourceGroup after =
          rewriter.rewrite(request.signal(), group, item -> sizes.add(item.attributes().size()));

      assertThat(after).isSameAs(group);
      assertThat(sizes).hasSize(group.items());
    }
  }

  @Property(tries = 300)
  void views_showWhatStandsAroundAnItem(@ForAll("requests") Request request) {
    for (ResourceGroup group : groups(request)) {
      List<Message> seen = new ArrayList<>();
      rewriter.rewrite(
          request.signal(),
          group,
          item -> {
            seen.add(parse(Resource.parser(), item.resource()));
            seen.add(parse(InstrumentationScope.parser(), item.scope()));
            seen.add(parse(Metric.parser(), item.metric()).toBuilder().clearData().build());
          });

      List<Message> expected = new ArrayList<>();
      for (Message one : Flat.items(Oracle.parse(request.signal(), group))) {
        if (Oracle.items(one) == 0) continue;
        Message resourceGroup = only(one, 1);
        Message scope = only(resourceGroup, 2);
        expected.add(only(resourceGroup, 1));
        expected.add(only(scope, 1));
        boolean isMetric = request.signal() == Signal.METRICS;
        Metric metric = isMetric ? (Metric) only(scope, 2) : Metric.getDefaultInstance();
        expected.add(metric.toBuilder().clearData().build());
      }
      assertThat(seen).isEqualTo(expected);
    }
  }

  /** The message in a field; the first of a list. */
  private static Message only(Message message, int number) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(number);
    return (Message)
        (field.isRepeated() ? message.getRepeatedField(field, 0) : message.getField(field));
  }

  private static <M extends Message> M parse(Parser<M> parser, ByteSlice message) {
    try {
      return parser.parseFrom(message.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static ResourceGroup[] groups(Request request) {
    return OtlpScan.scan(request.signal(), request.bytes(), ScanLimits.DEFAULT).groups();
  }

  private ResourceGroup rewrite(Signal signal, ResourceGroup group, IntPredicate which) {
    int[] number = {0};
    return rewriter.rewrite(
        signal,
        group,
        item -> {
          if (which.test(number[0]++)) item.attributes().put(KEY, VALUE);
        });
  }

  /** The same on the generated classes: adds an attribute to each item that is chosen. */
  private static Message add(Message message, IntPredicate which, int[] number) {
    String type = message.getDescriptorForType().getName();
    Message.Builder changed = message.toBuilder();
    if (type.matches("Span|LogRecord|\\w+DataPoint")) {
      FieldDescriptor attributes = message.getDescriptorForType().findFieldByName("attributes");
      if (which.test(number[0]++)) changed.addRepeatedField(attributes, ADDED);
      return changed.build();
    }
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) return;
              if (!field.isRepeated()) {
                changed.setField(field, add((Message) value, which, number));
                return;
              }
              int index = 0;
              for (Object each : (List<?>) value) {
                changed.setRepeatedField(field, index++, add((Message) each, which, number));
              }
            });
    return changed.build();
  }
}
