package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.bool;
import static dev.sluice.exporter.loki.Logs.bytes;
import static dev.sluice.exporter.loki.Logs.integer;
import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.list;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.map;
import static dev.sluice.exporter.loki.Logs.number;
import static dev.sluice.exporter.loki.Logs.string;
import static dev.sluice.exporter.loki.Logs.unset;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the collector's translator made of the same records. */
class LogfmtSpellingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Example log                     | Example= log=",
        "k=v  x=\"y z\"                  | k=v x=\"y z\"",
        "k= x=\"\"                       | k= x=",
        "t=null                          | t=null",
        "q=\"a\\\"b\\n\\u00e9\\ud83d\\ude00\\ud800/\\/\" | q=\"a\\\"b\\né\ud83d\ude00\\ufffd//\"",
        "a=b=c                           | msg=\"a=b=c\"",
        "=v                              | msg=\"=v\"",
        "say \"hi\"                      | msg=\"say \\\"hi\\\"\"",
        "x=\"open                        | msg=\"x=\\\"open\"",
        "x=\"bad \\x\"                   | msg=\"x=\\\"bad \\\\x\\\"\"",
        "ü=ä                             | ü=ä",
        "\ufffd=1                        | msg=\"\\ufffd=1\"",
      })
  void aTextBody_isReadAsLogfmt_orKeptAsMsg(String body, String line) {
    assertThat(line(log().setBody(string(body)))).isEqualTo(line);
  }

  @Test
  void ofSeveralLines_theFirstIsRead_unlessItIsNoLogfmt() {
    assertThat(line(log().setBody(string("a=1\r\nb=2")))).isEqualTo("a=1");
    assertThat(line(log().setBody(string("\nb=2")))).isEmpty();
    assertThat(line(log().setBody(string("a=\"\nb=2")))).isEqualTo("msg=\"a=\\\"\\nb=2\"");
  }

  @Test
  void aLineThatTheCollectorsReaderCannotHold_isMsg() {
    assertThat(line(log().setBody(string("x".repeat(65535))))).endsWith("x=");
    assertThat(line(log().setBody(string("x".repeat(65536))))).startsWith("msg=x");
  }

  @Test
  void mapsAndLists_areFlattened() {
    AnyValue map = map(kv("b", map(kv("c", integer(1)))), kv("l", list(bool(true), map())));
    assertThat(line(log().setBody(map))).isEqualTo("b_c=1 l_0=true");
    assertThat(line(log().setBody(list(string("x"), unset(), map(kv("k", "v"))))))
        .isEqualTo("body_0=x body_2_k=v");
  }

  @Test
  void fieldsOfTheRecord_replacePairsOfAMapBody_inPlace() {
    var log =
        log()
            .setTraceId(
                ByteString.copyFrom(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}))
            .setSeverityText("WARN")
            .setFlags(-1);
    AnyValue map = map(kv("traceID", "old"), kv("x", "1"), kv("traceID", "again"));
    assertThat(line(log.clone().setBody(map)))
        .isEqualTo(
            "traceID=01000000000000000000000000000002 x=1 traceID=again severity=WARN"
                + " flags=4294967295");
    assertThat(line(log.clone().setBody(string("traceID=old"))))
        .startsWith("traceID=old traceID=0100");
  }

  @Test
  void scalars_areMsg() {
    assertThat(line(log().setBody(integer(-3)))).isEqualTo("msg=-3");
    assertThat(line(log().setBody(bytes("a b")))).isEqualTo("msg=\"a b\"");
    assertThat(line(log().setBody(string("null")))).isEqualTo("null=");
    assertThat(line(log(kv("n", "null")))).isEqualTo("attribute_n=\"null\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "0.5, 0.5",
    "1e-4, 0.0001",
    "0.00001, 1e-05",
    "1.5e-7, 1.5e-07",
    "999999, 999999",
    "1000000, 1e+06",
    "-1234567.5, -1.2345675e+06",
    "1e21, 1e+21",
    "1e-100, 1e-100",
    "NaN, NaN",
    "-Infinity, -Inf",
    "Infinity, +Inf"
  })
  void doubles_areWrittenAsGoPrintsThem(double value, String text) {
    assertThat(line(log().setBody(number(value)))).isEqualTo("msg=" + text);
  }

  @Test
  void aKey_losesWhatAKeyCannotHold_andWithoutAnythingLeftTheRecordIsLost() {
    assertThat(line(log(kv("a \"b\"=c", "1")))).isEqualTo("attribute_abc=1");
    var out = new ProtoWriter();
    var log = log(kv("loki.format", "logfmt")).setBody(map(kv(" ", "1")));
    var batch = Logs.batch(Logs.request(Logs.resource(), log));
    assertThat(
            Logs.encode(Logs.encoder(DefaultLabels.ALL), batch, Integer.MAX_VALUE, out)
                .untranslatable())
        .isEqualTo(1);
    assertThat(out.size()).isZero();
  }

  private static String line(LogRecord.Builder log) {
    return Logs.push(Logs.request(Logs.resource(kv("loki.format", "logfmt")), log)).line();
  }
}
