package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.bool;
import static dev.sluice.exporter.loki.Logs.bytes;
import static dev.sluice.exporter.loki.Logs.integer;
import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.list;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.map;
import static dev.sluice.exporter.loki.Logs.number;
import static dev.sluice.exporter.loki.Logs.push;
import static dev.sluice.exporter.loki.Logs.request;
import static dev.sluice.exporter.loki.Logs.resource;
import static dev.sluice.exporter.loki.Logs.scope;
import static dev.sluice.exporter.loki.Logs.string;
import static dev.sluice.exporter.loki.Logs.unset;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.exporter.loki.LokiPushEncoder.Encoded;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LokiPushEncoderTest {
  /** What the collector's translator printed for these, byte for byte. */
  @Nested
  class WorkedExamples {

    @Test
    void theExampleOfTheSpecification() {
      var scope =
          InstrumentationScope.newBuilder()
              .setName("my.library")
              .setVersion("1.0.0")
              .addAttributes(kv("my.scope.attribute", "some scope attribute"));
      var log =
          LogRecord.newBuilder()
              .setTimeUnixNano(1544712660300000000L)
              .setObservedTimeUnixNano(1544712660300000000L)
              .setSeverityText("Information")
              .setTraceId(id("5b8efff798038103d269b633813fc60c"))
              .setSpanId(id("eee19b7ec3c1b174"))
              .setBody(string("Example log record"))
              .addAttributes(kv("string.attribute", "some string"))
              .addAttributes(kv("boolean.attribute", bool(true)))
              .addAttributes(kv("int.attribute", integer(10)))
              .addAttributes(kv("double.attribute", number(637.704)))
              .addAttributes(kv("array.attribute", list(string("many"), string("values"))))
              .addAttributes(kv("map.attribute", map(kv("some.map.key", "some value"))));
      var pushed = push(request(resource(kv("service.name", "my.service")), scope.build(), log));

      assertThat(pushed.stream().labels()).isEqualTo("{exporter=\"OTLP\", job=\"my.service\"}");
      assertThat(pushed.stream().lines())
          .containsExactly(
              new Pushed.Line(
                  1544712660300000000L,
                  """
                  {"body":"Example log record","traceid":"5b8efff798038103d269b633813fc60c",\
                  "spanid":"eee19b7ec3c1b174","severity":"Information","attributes":{\
                  "array.attribute":["many","values"],"boolean.attribute":true,\
                  "double.attribute":637.704,"int.attribute":10,"map.attribute":{\
                  "some.map.key":"some value"},"string.attribute":"some string"},\
                  "resources":{"service.name":"my.service"},"instrumentation_scope":{\
                  "name":"my.library","version":"1.0.0","attributes":{\
                  "my.scope.attribute":"some scope attribute"}}}"""));
    }

    private static final Resource SHOP =
        resource(
            kv("service.name", "checkout"),
            kv("service.namespace", "shop"),
            kv("service.instance.id", "i-1"),
            kv("k8s.pod.name", "p<1>&\"q\""),
            kv("event", "res-event"),
            kv("loki.resource.labels", " k8s.pod.name, service.name,absent"),
            kv("loki.tenant", "tenant.id"),
            kv("tenant.id", "acme"));
    private static final InstrumentationScope NAMELESS =
        InstrumentationScope.newBuilder().setVersion("9").build();

    @Test
    void labelsOfResourceAndRecord_withNestedNamesAndEscapes() {
      var log =
          LogRecord.newBuilder()
              .setTimeUnixNano(1700000000000000001L)
              .setSeverityNumberValue(9)
              .setSeverityText("Info")
              .setFlags(1)
              .setBody(string("a<b>&c \u2028 tab\there \u0001 é"))
              .addAttributes(kv("loki.attribute.labels", "event, http.req"))
              .addAttributes(kv("event", "x\ny"))
              .addAttributes(kv("http", map(kv("req", integer(7)))))
              .addAttributes(kv("d", number(1e21)))
              .addAttributes(kv("e", number(1e-7)))
              .addAttributes(kv("f", number(3.0)))
              .addAttributes(kv("b", bytes("abc")))
              .addAttributes(kv("n", unset()));
      var pushed = push(request(SHOP, NAMELESS, log));

      assertThat(pushed.stream().labels())
          .isEqualTo(
              """
              {event="x\\ny", exporter="OTLP", http_req="7", instance="i-1", \
              job="shop/checkout", k8s_pod_name="p<1>&\\"q\\"", level="INFO", \
              service_name="checkout"}""");
      assertThat(pushed.stream().lines())
          .containsExactly(
              new Pushed.Line(
                  1700000000000000001L,
                  """
                  {"body":"a\\u003cb\\u003e\\u0026c \\u2028 tab\\there \\u0001 é",\
                  "severity":"Info","flags":1,"attributes":{"b":"YWJj","d":1e+21,"e":1e-7,\
                  "f":3,"http":{"req":7},"n":null},"resources":{\
                  "service.instance.id":"i-1","service.namespace":"shop",\
                  "tenant.id":"acme"}}"""));
    }

    @Test
    void anAttributeLevel_isTheLabel_andTheObservedTimeStandsIn() {
      var log =
          LogRecord.newBuilder()
              .setObservedTimeUnixNano(1700000000000000002L)
              .setSeverityNumberValue(17)
              .setBody(map(kv("z", integer(1)), kv("a", list(bool(true), unset()))))
              .addAttributes(kv("level", "custom"));
      var pushed = push(request(SHOP, NAMELESS, log));

      assertThat(pushed.stream().labels())
          .isEqualTo(
              """
              {exporter="OTLP", instance="i-1", job="shop/checkout", \
              k8s_pod_name="p<1>&\\"q\\"", level="custom", service_name="checkout"}""");
      assertThat(pushed.stream().lines())
          .containsExactly(
              new Pushed.Line(
                  1700000000000000002L,
                  """
                  {"body":{"a":[true,null],"z":1},"resources":{"event":"res-event",\
                  "service.instance.id":"i-1","service.namespace":"shop",\
                  "tenant.id":"acme"}}"""));
    }

    @Test
    void aListOfNames_isAHintToo() {
      var hint = list(string("event"), string("_priv"), string("9x"));
      var log =
          log(kv("loki.attribute.labels", hint), kv("event", "e"), kv("_priv", "p"), kv("9x", "n"))
              .setSeverityNumberValue(9);
      assertThat(push(request(resource(), log)).stream().labels())
          .isEqualTo(
              "{event=\"e\", exporter=\"OTLP\", key_9x=\"n\", key_priv=\"p\", level=\"INFO\"}");
    }

    @Test
    void logfmt() {
      var log =
          log(kv("loki.format", "logfmt"), kv("m", map(kv("x", integer(1)))), kv("empty", ""))
              .setBody(string("msg=\"hello world\" k=v"))
              .setSeverityNumberValue(9)
              .setSeverityText("INFO");
      var pushed = push(request(resource(kv("host", "h 1")), scope("lib"), log));
      assertThat(pushed.stream().labels()).isEqualTo("{exporter=\"OTLP\", level=\"INFO\"}");
      assertThat(pushed.line())
          .isEqualTo(
              "msg=\"hello world\" k=v severity=INFO attribute_m_x=1 attribute_empty="
                  + " resource_host=\"h 1\" instrumentation_scope_name=lib");
    }

    @Test
    void rawMaps_areJsonWithHtmlEscapes() {
      var log = log(kv("loki.format", "raw")).setBody(map(kv("x", "<1>")));
      assertThat(push(request(resource(), log)).line()).isEqualTo("{\"x\":\"\\u003c1\\u003e\"}");
    }

    @Test
    void whatCannotBeSaid_isCounted_andTheRestGoesOn() {
      var request =
          request(
              resource(),
              log(kv("loki.format", "xml")).setBody(string("lost")),
              log().setBody(number(Double.NaN)),
              log().setBody(string("kept")));
      var out = new ProtoWriter();
      Encoded encoded =
          Logs.encode(Logs.encoder(DefaultLabels.ALL), Logs.batch(request), Integer.MAX_VALUE, out);
      assertThat(encoded.lines()).isEqualTo(1);
      assertThat(encoded.untranslatable()).isEqualTo(2);
      assertThat(encoded.isComplete()).isTrue();
      assertThat(Pushed.read(out.toByteArray()).line()).isEqualTo("{\"body\":\"kept\"}");
    }

    @Test
    void nothingToSay_isAnEmptyObject_butAnEmptyBodyIsSomething() {
      assertThat(push(request(resource(), log())).line()).isEqualTo("{}");
      assertThat(push(request(resource(), log().setBody(string("")))).line())
          .isEqualTo("{\"body\":\"\"}");
    }

    @Test
    void aSeverityWithoutAName_isAnEmptyLevel() {
      assertThat(push(request(resource(), log().setSeverityNumberValue(25))).stream().labels())
          .isEqualTo("{exporter=\"OTLP\", level=\"\"}");
    }

    @Test
    void aHintThatTakesNoMoreNames_leavesTheLevelInTheLine() {
      var log =
          log(kv("loki.attribute.labels", integer(5)))
              .setSeverityNumberValue(9)
              .setBody(string("inthint"));
      var pushed = push(request(resource(), log));
      assertThat(pushed.stream().labels()).isEqualTo("{exporter=\"OTLP\"}");
      assertThat(pushed.line())
          .isEqualTo("{\"body\":\"inthint\",\"attributes\":{\"level\":\"INFO\"}}");
    }

    @Test
    void theBytesOfARequest() {
      var resource =
          resource(
              kv("a.b", "R"),
              kv("job", "attrjob"),
              kv("exporter", "X"),
              kv("loki.resource.labels", "a.b"));
      var log =
          log(
                  kv("loki.attribute.labels", "a.b,exporter"),
                  kv("a.b", "L"),
                  kv("exporter", "mine é \u0007 \u200b"))
              .setTimeUnixNano(9);
      String expected =
          """
          0a50 0a27 7b615f623d224c222c206578706f727465723d226d696e6520c3a9205c61205c7532303062227d
          1225 0a02 1009 121f
          7b227265736f7572636573223a7b226a6f62223a22617474726a6f62227d7d"""
              .replaceAll("\\s", "");
      byte[] actual = Logs.encode(Logs.batch(request(resource, log)));
      assertThat(HexFormat.of().formatHex(actual)).isEqualTo(expected);
    }
  }

  private static ByteString id(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
