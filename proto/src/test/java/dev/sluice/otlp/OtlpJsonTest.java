package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {

  @ParameterizedTest
  @EnumSource(Signal.class)
  void theSpecificationsExample_isRead(Signal signal) throws IOException {
    Message.Builder expected = Oracle.mustParse(signal, new byte[0]).toBuilder();
    TextFormat.merge(resource(signal.id() + ".textproto"), expected);
    assertThat(read(signal, resource(signal.id() + ".json"))).isEqualTo(expected.build());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = OtlpJsonTest.class.getResourceAsStream("/otlpjson/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " \n{}",
        "null",
        "{\"resourceLogs\":null}",
        "{\"resourceLogs\":[]}",
        "{} and junk ]",
        "{\"resourceSpans\":[{}]}",
        "{\"anything\":{\"at\":[\"any\",{\"depth\":[[1.5,null,true]]}]}}",
      })
  void aRequestWithoutGroups_isEmpty(String json) {
    assertThat(toProtobuf(Signal.LOGS, json)).isEmpty();
  }

  @Test
  void namesInSnakeCase_areReadToo() {
    assertThat(
            read(
                Signal.LOGS,
                "{\"resource_logs\":[{\"scope_logs\":[{\"log_records\":[{\"time_unix_nano\":5,"
                    + "\"severity_text\":\"x\",\"body\":{\"string_value\":\"y\"}}]}]}]}"))
        .isEqualTo(
            read(
                Signal.LOGS,
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"5\","
                    + "\"severityText\":\"x\",\"body\":{\"stringValue\":\"y\"}}]}]}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Equal values in different clothes, and values that are as good as none.
        "`\"timeUnixNano\":18446744073709551615` | `\"timeUnixNano\":\"18446744073709551615\"`",
        "`\"timeUnixNano\":\"007\"` | `\"timeUnixNano\":7`",
        "`\"timeUnixNano\":-0` | ``",
        "`\"severityNumber\":9` | `\"severityNumber\":\"SEVERITY_NUMBER_INFO\"`",
        "`\"severityNumber\":0` | ``",
        "`\"traceId\":\"\"` | ``",
        "`\"traceId\":null` | ``",
        "`\"severityText\":null` | ``",
        "`\"body\":null` | ``",
        "`\"attributes\":null` | ``",
        "`\"attributes\":[]` | ``",
        "`\"attributes\":[null]` | `\"attributes\":[{}]`",
        "`\"traceId\":\"5B8EFFF798038103D269B633813FC60C\"` "
            + "| `\"traceId\":\"5b8efff798038103d269b633813fc60c\"`",
        "`\"body\":{\"bytesValue\":\"_-8\"}` | `\"body\":{\"bytesValue\":\"/+8=\"}`",
        "`\"body\":{\"doubleValue\":\"1e3\"}` | `\"body\":{\"doubleValue\":1000}`",
        "`\"body\":{\"intValue\":-9223372036854775808}` "
            + "| `\"body\":{\"intValue\":\"-9223372036854775808\"}`",
        "`\"severityText\":\"a\nb\"` | `\"severityText\":\"a\\nb\"`",
        // What comes last counts; lists add up.
        "`\"severityText\":\"a\",\"severityText\":\"b\"` | `\"severityText\":\"b\"`",
        "`\"severityText\":\"a\",\"severityText\":\"\"` | ``",
        "`\"severityText\":\"a\",\"severityText\":null` | `\"severityText\":\"a\"`",
        "`\"flags\":1,\"severityText\":\"a\",\"flags\":0` | `\"severityText\":\"a\"`",
        "`\"body\":{\"intValue\":1,\"stringValue\":\"a\"}` | `\"body\":{\"stringValue\":\"a\"}`",
        "`\"body\":{\"stringValue\":\"a\",\"intValue\":0}` | `\"body\":{\"intValue\":\"0\"}`",
        "`\"body\":{\"stringValue\":\"a\",\"arrayValue\":null}` | `\"body\":{\"stringValue\":\"a\"}`",
        "`\"attributes\":[{\"key\":\"a\"}],\"flags\":1,\"attributes\":[{\"key\":\"b\"}]` "
            + "| `\"flags\":1,\"attributes\":[{\"key\":\"a\"},{\"key\":\"b\"}]`",
      })
  void differentWordsForTheSame_areTheSame(String one, String other) {
    assertThat(toProtobuf(Signal.LOGS, logRecord(one)))
        .isEqualTo(toProtobuf(Signal.LOGS, logRecord(other)));
  }

  private static String logRecord(String members) {
    return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{" + members + "}]}]}]}";
  }

  @Test
  void anUnknownEnumNumber_isKept() {
    assertThat(read(Signal.LOGS, logRecord("\"severityNumber\":-77")).toString())
        .contains("severity_number: -77");
  }

  @Test
  void aHalfOfASurrogatePair_becomesTheReplacementCharacter() {
    assertThat(toProtobuf(Signal.LOGS, logRecord("\"severityText\":\"a\\ud83db\\ude00\"")))
        .isEqualTo(toProtobuf(Signal.LOGS, logRecord("\"severityText\":\"a\uFFFDb\uFFFD\"")));
  }

  @Test
  void bytesThatAreNotUtf8_becomeQuestionMarks() {
    byte[] json = logRecord("\"severityText\":\"a?b?\"").getBytes(StandardCharsets.US_ASCII);
    byte[] expected = OtlpJson.toProtobuf(Signal.LOGS, json, 0, json.length, JsonLimits.DEFAULT);
    for (int i = 0; i < json.length; i++) if (json[i] == '?') json[i] = (byte) 0xC3;
    byte[] before = json.clone();
    assertThat(OtlpJson.toProtobuf(Signal.LOGS, json, 0, json.length, JsonLimits.DEFAULT))
        .isEqualTo(expected);
    assertThat(json).isEqualTo(before);
  }

  @Test
  void onlyTheGivenRange_isRead() {
    byte[] json = "}}{\"resourceLogs\":[{}]}{".getBytes(StandardCharsets.UTF_8);
    assertThat(OtlpJson.toProtobuf(Signal.LOGS, json, 2, json.length - 1, JsonLimits.DEFAULT))
        .containsExactly(0x0A, 0);
  }

  @Test
  void legacyLibraries_becomeScopes_unlessThereAreScopes() {
    String legacy =
        "\"instrumentationLibrarySpans\":[{\"instrumentationLibrary\":{\"name\":\"old\"},"
            + "\"spans\":[{\"name\":\"a\"}]}]";
    String now = "\"scopeSpans\":[{\"scope\":{\"name\":\"%s\"},\"spans\":[{\"name\":\"a\"}]}]";
    assertThat(toProtobuf(Signal.TRACES, group(legacy)))
        .isEqualTo(toProtobuf(Signal.TRACES, group(now.formatted("old"))));
    assertThat(toProtobuf(Signal.TRACES, group("\"scopeSpans\":[]," + legacy)))
        .isEqualTo(toProtobuf(Signal.TRACES, group(now.formatted("old"))));
    String both = legacy + "," + now.formatted("new");
    assertThat(toProtobuf(Signal.TRACES, group(both)))
        .isEqualTo(toProtobuf(Signal.TRACES, group(now.formatted("new"))));
    assertThat(toProtobuf(Signal.TRACES, group(now.formatted("new") + "," + legacy)))
        .isEqualTo(toProtobuf(Signal.TRACES, group(now.formatted("new"))));
  }

  private static String group(String members) {
    return "{\"resourceSpans\":[{" + members + "}]}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | malformed JSON: the body is empty",
        "` \n ` | malformed JSON: the body is empty",
        "`[]` | malformed JSON at line 1, column 1: expected an object, found a list",
        "`\"x\"` | malformed JSON at line 1, column 1: expected an object, found \"x\"",
        "`{\"resourceLogs\":{}}` | malformed JSON at line 1, column 17, resourceLogs: "
            + "expected a list, found an object",
        "`{\"resourceLogs\":[1]}` | malformed JSON at line 1, column 18, resourceLogs[0]: "
            + "expected an object, found \"1\"",
        "`{\"resourceLogs\":[{},[]]}` | malformed JSON at line 1, column 21, resourceLogs[1]: "
            + "expected an object, found a list",
      })
  void aRequestOfAnotherShape_isRefused_withThePlace(String json, String message) {
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, json == null ? "" : json))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"traceId\":\"5B8EFFF7980381\"` "
            + "| `.traceId: expected an id of 32 hex digits, found 14 characters`",
        "`\"spanId\":\"EEE19B7EC3C1B17g\"` | `.spanId: expected a hex digit, found \"g\"`",
        "`\"spanId\":[]` | `.spanId: expected a string, found a list`",
        "`\"timeUnixNano\":null` | `.timeUnixNano: expected a whole number, found null`",
        "`\"timeUnixNano\":1.5` | `.timeUnixNano: expected a whole number, found \"1.5\"`",
        "`\"timeUnixNano\":\"1.5\"` | `.timeUnixNano: expected a whole number, found \"1.5\"`",
        "`\"timeUnixNano\":1e3` | `.timeUnixNano: expected a whole number, found \"1e3\"`",
        "`\"timeUnixNano\":\"\"` | `.timeUnixNano: expected a whole number, found no digits`",
        "`\"timeUnixNano\":-1` "
            + "| `.timeUnixNano: expected a number of 0 to 2^64-1, found \"-1\"`",
        "`\"timeUnixNano\":18446744073709551616` | `.timeUnixNano: "
            + "expected a number of 0 to 2^64-1, found \"18446744073709551616\"`",
        "`\"flags\":4294967296` | `.flags: expected a number of 0 to 2^32-1, "
            + "found \"4294967296\"`",
        "`\"severityNumber\":2147483648` | `.severityNumber: "
            + "expected a number of -2^31 to 2^31-1, found \"2147483648\"`",
        "`\"severityNumber\":\"INFO\"` | `.severityNumber: "
            + "expected a number or a name that the schema has, found \"INFO\"`",
        "`\"severityNumber\":null` | `.severityNumber: expected a number or a name, found null`",
        "`\"body\":\"text\"` | `.body: expected an object, found \"text\"`",
        "`\"body\":{\"boolValue\":\"true\"}` "
            + "| `.body.boolValue: expected true or false, found \"true\"`",
        "`\"body\":{\"intValue\":\"9223372036854775808\"}` | `.body.intValue: "
            + "expected a number of -2^63 to 2^63-1, found \"9223372036854775808\"`",
        "`\"body\":{\"doubleValue\":\"0x1p3\"}` "
            + "| `.body.doubleValue: expected a number, found \"0x1p3\"`",
        "`\"body\":{\"doubleValue\":1e999}` | `.body.doubleValue: "
            + "expected a number within a double's range, found \"1e999\"`",
        "`\"body\":{\"doubleValue\":true}` | `.body.doubleValue: expected a number, found true`",
        "`\"body\":{\"bytesValue\":\"a\"}` | `.body.bytesValue: "
            + "expected base64, found 1 characters, which is no length of it`",
        "`\"body\":{\"bytesValue\":\"a*==\"}` "
            + "| `.body.bytesValue: expected base64, found \"*\"`",
        "`\"attributes\":[{\"key\":\"a\"},{\"key\":1}]` "
            + "| `.attributes[1].key: expected a string, found \"1\"`",
      })
  void aValueOfAnotherKind_isRefused_withItsPath(String members, String end) {
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, logRecord(members)))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("malformed JSON at line 1, column ")
        .hasMessageEndingWith(", resourceLogs[0].scopeLogs[0].logRecords[0]" + end);
  }

  @Test
  void wrongSyntax_isRefused_withLineAndColumn() {
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, "{\"resourceLogs\":\n  [{\"scopeLogs\" [}]}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("malformed JSON at line 2, column 17, resourceLogs[0].scopeLogs: ")
        .hasMessageContaining("Unexpected character ('['");
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, "{\"resourceLogs\":[{"))
        .hasMessageContaining("Unexpected end-of-input");
  }

  @Test
  void aClientsWords_areQuotedShortAndWithoutControlCharacters() {
    String long1 = "\\u001b\\n\\u2028\\u202e" + "x".repeat(5000);
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, logRecord("\"flags\":\"" + long1 + "\"")))
        .hasMessageEndingWith(".flags: expected a number of at most 100 characters, found 5004");
    String wrong = "\\u001b\\n\\u2028\\u202e" + "x".repeat(60);
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, logRecord("\"flags\":\"" + wrong + "\"")))
        .hasMessageEndingWith("found \"????" + "x".repeat(36) + "...\"");
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, "{\"" + long1 + "\":[x]}"))
        .hasMessageContaining(", ????" + "x".repeat(36) + "...[0]: ");
  }

  @Test
  void nestingWithoutEnd_isRefused() {
    String deep = "{\"a\":".repeat(100_000);
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, deep))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nesting depth (201) exceeds the maximum allowed (200)");
    String values = "{\"arrayValue\":{\"values\":[".repeat(100_000);
    assertThatThrownBy(() -> toProtobuf(Signal.LOGS, logRecord("\"body\":" + values)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nesting depth")
        .extracting(Throwable::getMessage)
        .asString()
        .hasSizeLessThan(700);
  }

  @Test
  void valuesAsDeepAsProtobufAllows_areRead() {
    int depth = 40;
    String body =
        "{\"arrayValue\":{\"values\":[".repeat(depth)
            + "{\"boolValue\":true}"
            + "]}}".repeat(depth);
    byte[] protobuf = toProtobuf(Signal.LOGS, logRecord("\"body\":" + body));
    OtlpScan.scan(Signal.LOGS, protobuf, ScanLimits.DEFAULT);
    assertThat(Oracle.mustParse(Signal.LOGS, protobuf).toByteArray()).isEqualTo(protobuf);
  }

  @Test
  void longStringsNumbersAndRequests_areRefused() {
    JsonLimits limits = JsonLimits.of(10_000, 20_000);
    assertThatThrownBy(
            () -> toProtobuf(logRecord("\"severityText\":\"" + "x".repeat(10_001) + '"'), limits))
        .hasMessageContaining("String value length (10001) exceeds the maximum allowed (10000)");
    assertThatThrownBy(() -> toProtobuf(logRecord("\"flags\":" + "1".repeat(101)), limits))
        .hasMessageContaining("exceeds the maximum allowed (100)");
    assertThatThrownBy(
            () -> toProtobuf("{\"resourceLogs\":[" + "{},".repeat(10_001) + "{}]}", limits))
        .hasMessageContaining("the request is longer than 20000 bytes as protobuf");
    String bounds = "\"histogram\":{\"dataPoints\":[{\"explicitBounds\":[" + "1,".repeat(2600);
    assertThatThrownBy(
            () ->
                toProtobuf(
                    Signal.METRICS,
                    "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{" + bounds,
                    limits))
        .hasMessageContaining("the request is longer than 20000 bytes as protobuf");
  }

  @Test
  void manyMembersOfTheSameNames_areOneMessage() {
    String members = "\"severityText\":\"a\",\"flags\":1,\"traceId\":\"\",".repeat(100_000);
    assertThat(toProtobuf(Signal.LOGS, logRecord(members + "\"flags\":2")))
        .isEqualTo(toProtobuf(Signal.LOGS, logRecord("\"severityText\":\"a\",\"flags\":2")));
  }

  @Test
  void whatIsWritten_isTheFormThatTheSpecificationWants() throws IOException {
    byte[] protobuf = toProtobuf(Signal.METRICS, resource("metrics.json"));
    ProtoWriter out = new ProtoWriter();
    ResourceGroup[] groups = OtlpScan.scan(Signal.METRICS, protobuf, ScanLimits.DEFAULT).groups();
    OtlpJson.fromProtobuf(Signal.METRICS, List.of(groups), out);
    assertThat(out.toSlice().utf8()).isEqualTo(resource("metrics-written.json").strip());
  }

  @Test
  void fieldsThatStandApart_areGatheredAtEveryDepth() {
    // Each level holds two list fields around another alternative: 2^40 ways to begin again.
    byte[] value = new ProtoWriter().varint(Otlp.AnyValue.BOOL_VALUE, 1).toByteArray();
    for (int i = 0; i < 40; i++) {
      byte[] list = new ProtoWriter().bytes(Otlp.ArrayValue.VALUES, value).toByteArray();
      value =
          new ProtoWriter()
              .string(Otlp.AnyValue.STRING_VALUE, "overwritten")
              .bytes(Otlp.AnyValue.ARRAY_VALUE, list)
              .toByteArray();
    }
    byte[] record = new ProtoWriter().bytes(Otlp.LogRecord.BODY, value).toByteArray();
    byte[] scope = new ProtoWriter().bytes(Otlp.ScopeLogs.LOG_RECORDS, record).toByteArray();
    byte[] group = new ProtoWriter().bytes(Otlp.ResourceLogs.SCOPE_LOGS, scope).toByteArray();
    byte[] request = new ProtoWriter().bytes(1, group).toByteArray();
    ProtoWriter out = new ProtoWriter();
    ResourceGroup[] groups =
        OtlpScan.scan(Signal.LOGS, request.clone(), ScanLimits.DEFAULT).groups();
    OtlpJson.fromProtobuf(Signal.LOGS, List.of(groups), out);
    assertThat(read(Signal.LOGS, out.toSlice().utf8()))
        .isEqualTo(Oracle.mustParse(Signal.LOGS, request));
  }

  private static Message read(Signal signal, String json) {
    return Oracle.mustParse(signal, toProtobuf(signal, json));
  }

  private static byte[] toProtobuf(Signal signal, String json) {
    return toProtobuf(signal, json, JsonLimits.DEFAULT);
  }

  private static byte[] toProtobuf(String json, JsonLimits limits) {
    return toProtobuf(Signal.LOGS, json, limits);
  }

  private static byte[] toProtobuf(Signal signal, String json, JsonLimits limits) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return OtlpJson.toProtobuf(signal, bytes, 0, bytes.length, limits);
  }
}
