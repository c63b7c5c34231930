package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AnyValueTextTest {

  @Test
  void scalars_areWrittenAsTheyAre() {
    assertThat(text(string("a <b> \"c\""))).isEqualTo("a <b> \"c\"");
    assertThat(text(AnyValue.newBuilder().setBoolValue(true).build())).isEqualTo("true");
    assertThat(text(AnyValue.newBuilder().setBoolValue(false).build())).isEqualTo("false");
    assertThat(text(integer(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
    assertThat(text(number(1e21))).isEqualTo("1e+21");
    assertThat(text(number(3))).isEqualTo("3");
    assertThat(text(bytes(1, 2, 3, 4))).isEqualTo("AQIDBA==");
    assertThat(text(AnyValue.getDefaultInstance())).isEmpty();
    assertThat(text(string(""))).isEmpty();
  }

  @Test
  void aNumberThatJsonCannotHold_isSaidSoAlone_andEmptiesTheListAroundIt() {
    assertThat(text(number(Double.NaN))).isEqualTo("json: unsupported value: NaN");
    assertThat(text(list(integer(1), number(Double.NaN)))).isEmpty();
  }

  @Test
  void aList_isJson_withHtmlEscapesWhereAsked() {
    AnyValue value = list(string("<a>"), integer(1));
    assertThat(text(value)).isEqualTo("[\"\\u003ca\\u003e\",1]");
    assertThat(text(value, false)).isEqualTo("[\"<a>\",1]");
  }

  @Test
  void json_writesEveryKindInItsForm() {
    assertThat(json(AnyValue.getDefaultInstance())).isEqualTo("null");
    assertThat(json(string("a\"\n"))).isEqualTo("\"a\\\"\\n\"");
    assertThat(json(number(-0.0))).isEqualTo("-0");
    assertThat(json(bytes())).isEqualTo("null");
    assertThat(json(bytes(255, 254))).isEqualTo("\"//4=\"");
    assertThat(json(list())).isEqualTo("[]");
    assertThat(json(map())).isEqualTo("{}");
    assertThat(json(list(AnyValue.getDefaultInstance(), list(map(entry("k", bytes(0)))))))
        .isEqualTo("[null,[{\"k\":\"AA==\"}]]");
  }

  @Test
  void keys_areSortedByTheirBytes_andTheLastOfEqualOnesWins() {
    AnyValue value =
        map(
            entry("b", integer(1)),
            entry("a.b", integer(2)),
            entry("é", integer(3)),
            entry("a", integer(4)),
            entry("Z", integer(5)),
            entry("b", integer(6)),
            entry("\uD83D\uDE00", integer(7)),
            entry("\uFFFD", integer(8)),
            entry("", integer(9)));
    assertThat(json(value))
        .isEqualTo(
            "{\"\":9,\"Z\":5,\"a\":4,\"a.b\":2,\"b\":6,\"é\":3,\"\uFFFD\":8,\"\uD83D\uDE00\":7}");
  }

  @Test
  void anEntryWithoutValue_isNull_andOneWithoutKeyHasTheEmptyKey() {
    AnyValue value = map(KeyValue.getDefaultInstance(), KeyValue.newBuilder().setKey("k").build());
    assertThat(json(value)).isEqualTo("{\"\":null,\"k\":null}");
  }

  @Test
  void aNonFiniteNumber_failsAndLeavesTheWriterAsItWas() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      byte[] bytes = map(entry("a", string("x")), entry("b", list(number(value)))).toByteArray();
      ProtoWriter out = new ProtoWriter();
      out.rawAscii("before");
      assertThat(AnyValueText.appendJson(bytes, 0, bytes.length, true, out)).isFalse();
      assertThat(out.toSlice().utf8()).isEqualTo("before");
    }
  }

  @Test
  void attributesOfARecord_areAnObject() {
    byte[] record =
        LogRecord.newBuilder()
            .setTimeUnixNano(1)
            .addAttributes(entry("z", string("<")))
            .addAttributes(entry("a", integer(1)))
            .setBody(string("not an attribute"))
            .build()
            .toByteArray();
    ProtoWriter out = new ProtoWriter();
    int attributes = LogRecord.ATTRIBUTES_FIELD_NUMBER;
    assertThat(AnyValueText.appendJsonObject(record, 0, record.length, attributes, true, out))
        .isTrue();
    assertThat(out.toSlice().utf8()).isEqualTo("{\"a\":1,\"z\":\"\\u003c\"}");
  }

  @Test
  void ofAOneofThatStandsTwice_theLastCounts() {
    byte[] twice = new ProtoWriter().string(1, "first").varint(3, 7).varint(9, 1).toByteArray();
    ProtoWriter out = new ProtoWriter();
    AnyValueText.appendText(twice, 0, twice.length, true, out);
    assertThat(out.toSlice().utf8()).isEqualTo("7");
  }

  @Test
  void aValueInSeveralParts_isTheirConcatenation() {
    ProtoWriter value = new ProtoWriter();
    byte[] empty = new byte[0];
    byte[] seven = new ProtoWriter().varint(Otlp.AnyValue.INT_VALUE, 7).toByteArray();
    int list = value.begin(Otlp.AnyValue.KVLIST_VALUE);
    int entry = value.begin(Otlp.KeyValueList.VALUES);
    value.bytes(Otlp.KeyValue.VALUE, seven).string(Otlp.KeyValue.KEY, "k");
    value.bytes(Otlp.KeyValue.VALUE, empty).end(entry);
    value.end(list);
    ProtoWriter out = new ProtoWriter();
    AnyValueText.appendText(value.array(), 0, value.size(), true, out);
    assertThat(out.toSlice().utf8()).isEqualTo("{\"k\":7}");
  }

  @Test
  void nestingThatTheScanAllows_isWritten_andDeeperIsRefused() {
    AnyValue value = integer(1);
    for (int i = 1; i < AnyValueText.MAX_DEPTH; i++) value = list(value);
    assertThat(json(value)).startsWith("[[[").endsWith("]]]");
    AnyValue deeper = list(value);
    assertThatThrownBy(() -> json(deeper))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nested deeper than 100");
  }

  @Test
  void strings_areEscapedAsGoEscapesThem() throws IOException {
    List<String> lines = golden();
    assertThat(lines).hasSizeGreaterThan(300);
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      byte[] input = HexFormat.of().parseHex(parts[0]);
      assertThat(jsonString(input, true)).as(line).isEqualTo(HexFormat.of().parseHex(parts[1]));
      assertThat(jsonString(input, false)).as(line).isEqualTo(HexFormat.of().parseHex(parts[2]));
    }
  }

  private static List<String> golden() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    AnyValueTextTest.class.getResourceAsStream("/golden/json-strings.txt")),
                StandardCharsets.UTF_8))) {
      return in.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static byte[] jsonString(byte[] utf8, boolean htmlEscape) {
    ProtoWriter out = new ProtoWriter();
    AnyValueText.appendJsonString(utf8, 0, utf8.length, htmlEscape, out);
    return out.toByteArray();
  }

  @Property
  void manyKeys_comeOutAsASortedMapHoldsThem(@ForAll List<Integer> numbers) {
    TreeMap<String, Integer> expected = new TreeMap<>();
    KeyValueList.Builder list = KeyValueList.newBuilder();
    for (int i = 0; i < numbers.size(); i++) {
      String key = "k" + numbers.get(i) % 50;
      expected.put(key, i);
      list.addValues(entry(key, integer(i)));
    }
    StringBuilder json = new StringBuilder("{");
    expected.forEach(
        (key, value) ->
            json.append(json.length() > 1 ? "," : "").append('"' + key + "\":" + value));
    assertThat(json(AnyValue.newBuilder().setKvlistValue(list).build())).isEqualTo(json + "}");
  }

  @Property
  void anyBytes_areTheSameBase64AsTheJdks(@ForAll byte[] content) {
    AnyValue value = AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(content)).build();
    assertThat(text(value)).isEqualTo(Base64.getEncoder().encodeToString(content));
  }

  private static String text(AnyValue value) {
    return text(value, true);
  }

  private static String text(AnyValue value, boolean htmlEscape) {
    byte[] bytes = value.toByteArray();
    ProtoWriter out = new ProtoWriter();
    AnyValueText.appendText(bytes, 0, bytes.length, htmlEscape, out);
    return out.toSlice().utf8();
  }

  private static String json(AnyValue value) {
    byte[] bytes = value.toByteArray();
    ProtoWriter out = new ProtoWriter();
    assertThat(AnyValueText.appendJson(bytes, 0, bytes.length, true, out)).isTrue();
    return out.toSlice().utf8();
  }

  private static AnyValue string(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue integer(long value) {
    return AnyValue.newBuilder().setIntValue(value).build();
  }

  private static AnyValue number(double value) {
    return AnyValue.newBuilder().setDoubleValue(value).build();
  }

  private static AnyValue bytes(int... values) {
    byte[] content = new byte[values.length];
    for (int i = 0; i < values.length; i++) content[i] = (byte) values[i];
    return AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(content)).build();
  }

  private static AnyValue list(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(Stream.of(values).toList()))
        .build();
  }

  private static AnyValue map(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(Stream.of(entries).toList()))
        .build();
  }

  private static KeyValue entry(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }
}
