package dev.sluice.processor.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Processor;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import dev.sluice.wire.ByteSlice;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributeActionsTest {
  private final ManualClock clock = new ManualClock();
  private final Branch branch = Samples.branch("fake", Signal.LOGS);
  private final List<Batch> out = new ArrayList<>();
  private Metadata metadata = Metadata.EMPTY;

  @Test
  void insert_setsOnlyWhatIsAbsent() {
    assertThat(resource("{action: insert, key: a, value: new}", "a", "old"))
        .isEqualTo(Map.of("a", "old"));
    assertThat(resource("{action: insert, key: b, value: 7}", "a", "old"))
        .isEqualTo(Map.of("a", "old", "b", 7L));
  }

  @Test
  void update_setsOnlyWhatIsPresent() {
    assertThat(resource("{action: update, key: a, value: new}", "a", "old"))
        .isEqualTo(Map.of("a", "new"));
    assertThat(resource("{action: update, key: b, value: new}", "a", "old"))
        .isEqualTo(Map.of("a", "old"));
  }

  @Test
  void upsert_alwaysSets_inCaseOfAnyCase() {
    assertThat(resource("{action: UPSERT, key: a, value: true}", "a", "old"))
        .isEqualTo(Map.of("a", true));
  }

  @Test
  void aMissingSource_changesNothing_unlessThereIsADefault() {
    assertThat(resource("{action: insert, key: b, from_attribute: no}", "a", "x"))
        .isEqualTo(Map.of("a", "x"));
    assertThat(resource("{action: insert, key: b, from_attribute: no, default_value: d}", "a", "x"))
        .isEqualTo(Map.of("a", "x", "b", "d"));
  }

  @Test
  void laterActions_seeWhatEarlierOnesDid() {
    String actions =
        "{action: insert, key: b, from_attribute: a}, {action: insert, key: c, from_attribute: b},"
            + " {action: delete, key: a}";
    assertThat(resource(actions, "a", "x")).isEqualTo(Map.of("b", "x", "c", "x"));
  }

  @Test
  void delete_takesKeyAndPattern() {
    assertThat(resource("{action: delete, key: a, pattern: '^x'}", "a", "1", "xy", "2", "z", "3"))
        .isEqualTo(Map.of("z", "3"));
  }

  @Test
  void hash_isTheCollectors() {
    // sha256 of eight bytes 01 00 00 00 00 00 00 00, and of "v"
    assertThat(resource("{action: upsert, key: n, value: 1}, {action: hash, key: n}"))
        .isEqualTo(Map.of("n", "7c9fa136d4413fa6173637e883b6998d32e1d675f88cddff9dcbcf331820f4b8"));
    assertThat(resource("{action: hash, key: t}", "t", "v"))
        .isEqualTo(Map.of("t", "4c94485e0c21ae6c41ce1dfe7b6bfaceea5ab68e40a2476f50208e526f506080"));
    assertThat(resource("{action: hash, key: t}", "t", "")).isEqualTo(Map.of("t", ""));
  }

  @Test
  void extract_writesNamedGroups() {
    assertThat(
            resource(
                "{action: extract, key: p, pattern: '/(?P<kind>[a-z]+)/(?P<id>[0-9]+)?'}",
                "p",
                "/orders/x"))
        .isEqualTo(Map.of("p", "/orders/x", "kind", "orders", "id", ""));
  }

  @Test
  void convert_leavesWhatItCannotRead() {
    assertThat(resource("{action: convert, key: a, converted_type: int}", "a", "42"))
        .isEqualTo(Map.of("a", 42L));
    assertThat(resource("{action: convert, key: a, converted_type: int}", "a", "x"))
        .isEqualTo(Map.of("a", "x"));
    assertThat(
            resource(
                "{action: upsert, key: a, value: 1.5}, {action: convert, key: a, converted_type: string}"))
        .isEqualTo(Map.of("a", "1.5"));
    assertThat(
            resource(
                "{action: upsert, key: a, value: true}, {action: convert, key: a, converted_type: double}"))
        .isEqualTo(Map.of("a", 1.0));
  }

  @Test
  void fromContext_joinsTheValuesOfAHeader_andIsNotRemembered() {
    Processor processor =
        resourceProcessor("{action: upsert, key: t, from_context: metadata.X-Tenant}");
    metadata = new Metadata(Map.of("x-tenant", List.of("a", "b")), "10.0.0.1");
    assertThat(through(processor)).isEqualTo(Map.of("t", "a;b"));
    metadata = new Metadata(Map.of("x-tenant", List.of("c")), "10.0.0.1");
    assertThat(through(processor)).isEqualTo(Map.of("t", "c"));
  }

  @Test
  void aResourceSeenBefore_isRewrittenTheSameWay() {
    Processor processor =
        resourceProcessor("{action: insert, key: service_name, from_attribute: service.name}");
    Map<String, Object> expected = Map.of("service.name", "shop", "service_name", "shop");
    assertThat(through(processor, "service.name", "shop")).isEqualTo(expected);
    assertThat(through(processor, "service.name", "shop")).isEqualTo(expected);
    assertThat(through(processor, "service.name", "cart").get("service_name")).isEqualTo("cart");
  }

  @Test
  void items_areChangedWhereTheyMatch() throws Exception {
    Section section =
        Sections.parse(
            """
            include: {match_type: regexp, log_bodies: ["^secret"]}
            actions: [{action: upsert, key: redacted, value: true}, {action: delete, key: user}]
            """);
    Processor processor =
        new AttributesProcessorFactory()
            .create(
                new AttributesProcessorFactory().read(section),
                TestSettings.of("attributes", clock, new ManualTimer(clock)),
                Signal.LOGS,
                out::add);
    processor.consume(batch(group(Map.of(), "secret plan", "public talk")));
    List<LogRecord> records =
        ScopeLogs.parseFrom(
                ResourceLogs.parseFrom(out.remove(0).group(0).rest().toByteArray())
                    .getScopeLogs(0)
                    .toByteArray())
            .getLogRecordsList();
    assertThat(map(records.get(0).getAttributesList())).isEqualTo(Map.of("redacted", true));
    assertThat(map(records.get(1).getAttributesList())).isEqualTo(Map.of("user", "ann"));
  }

  @Test
  void mistakes_areAllReported() {
    Section section =
        Sections.parse(
            """
            attributes:
              - {action: insert, key: a}
              - {action: upsert, key: a, value: 1, from_attribute: b}
              - {action: delete}
              - {action: extract, key: a, pattern: "(x)"}
              - {action: convert, key: a, converted_type: bool}
              - {action: explode, key: a}
              - {action: hash, key: a, value: 3}
            """);
    new ResourceProcessorFactory().read(section);
    assertThat(Sections.problems(section))
        .contains("exactly one of `value`")
        .contains("needs `key` or `pattern`")
        .contains("all of them named")
        .contains("string, int or double")
        .contains("`explode` is not an action")
        .contains("makes no sense with this action");
  }

  private Map<String, Object> resource(String actions, String... attributes) {
    return through(resourceProcessor(actions), attributes);
  }

  private Processor resourceProcessor(String actions) {
    Section section = Sections.parse("attributes: [" + actions + "]");
    List<Step> steps = new ResourceProcessorFactory().read(section);
    assertThat(Sections.problems(section)).isEmpty();
    return new ResourceProcessorFactory()
        .create(
            steps,
            TestSettings.of("resource", clock, new ManualTimer(clock)),
            Signal.LOGS,
            out::add);
  }

  private Map<String, Object> through(Processor processor, String... attributes) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < attributes.length; i += 2) map.put(attributes[i], attributes[i + 1]);
    processor.consume(batch(group(map, "line")));
    try {
      byte[] resource = out.remove(0).group(0).resource().toByteArray();
      return map(Resource.parseFrom(resource).getAttributesList());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Batch batch(ResourceGroup group) {
    var fan = new Fan(List.of(branch), group.items(), 0);
    return Batch.ofRequest(Signal.LOGS, new ResourceGroup[] {group}, fan, metadata);
  }

  private static ResourceGroup group(Map<String, String> attributes, String... bodies) {
    var resource = Resource.newBuilder();
    attributes.forEach((key, value) -> resource.addAttributes(attribute(key, value)));
    var scope = ScopeLogs.newBuilder();
    for (String body : bodies) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setBody(AnyValue.newBuilder().setStringValue(body))
              .addAttributes(attribute("user", "ann")));
    }
    return ResourceGroup.of(
        ByteSlice.of(resource.build().toByteArray()),
        ByteSlice.of(ResourceLogs.newBuilder().addScopeLogs(scope).build().toByteArray()),
        bodies.length);
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Map<String, Object> map(List<KeyValue> attributes) {
    var map = new LinkedHashMap<String, Object>();
    for (KeyValue attribute : attributes) {
      AnyValue value = attribute.getValue();
      map.put(
          attribute.getKey(),
          switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case BOOL_VALUE -> value.getBoolValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            default -> value;
          });
    }
    return map;
  }
}
