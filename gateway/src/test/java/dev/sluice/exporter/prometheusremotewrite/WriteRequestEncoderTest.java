package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.attribute;
import static dev.sluice.testkit.Metrics.batch;
import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static dev.sluice.testkit.Metrics.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.RemoteWrite.Sample;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteRequestEncoderTest {
  private static final long MILLIS = 1_700_000_000_123L;
  private static final long TIME = MILLIS * 1_000_000;

  private static Translation external(Map<String, String> labels) {
    return new Translation(
        new MetricNames("", Strategy.ESCAPED_WITH_SUFFIXES),
        labels,
        true,
        ResourceChoice.NONE,
        false,
        false,
        Protocol.V1,
        HistogramForm.CLASSIC,
        Deltas.OFF);
  }

  @Test
  void aGauge_isExactlyTheseBytes() {
    var encoding =
        Encoding.of(
            external(Map.of("cluster", "c1")),
            request(
                resource("service.name", "s"),
                gauge("temp", "Cel", point(21.5, TIME, "room", "a"))));

    assertThat(HexFormat.of().formatHex(encoding.bytes))
        .isEqualTo(
            ("0a50 0a18 0a085f5f6e616d655f5f 120c74656d705f63656c73697573"
                    + "0a0d 0a07636c7573746572 12026331 0a08 0a036a6f62 120173"
                    + "0a09 0a04726f6f6d 120161 1210 090000000000803540 10fbd095ffbc31")
                .replace(" ", ""));
  }

  @Test
  void labels_areNamedJoinedAndRankedAsTheCollectorDoes() {
    var attributes =
        new String[] {
          "http.method",
          "GET",
          "http_method",
          "get2",
          "_x",
          "u",
          "__y",
          "uu",
          "1z",
          "n",
          "blank",
          "",
          "a:b",
          "c",
          "café",
          "u8",
          "job",
          "dpjob"
        };
    var request =
        request(
            resource(
                "service.name", "checkout",
                "service.namespace", "shop",
                "service.instance.id", "i-1"),
            counter("http.server.requests", "", point(1, TIME, attributes)));

    var encoding = Encoding.of(external(Map.of("cluster", "c1", "job", "extjob")), request);

    assertThat(encoding.names())
        .containsExactly(
            "{__name__=\"http_server_requests_total\",a_b=\"c\",caf_=\"u8\",cluster=\"c1\","
                + "http_method=\"GET;get2\",instance=\"i-1\",job=\"shop/checkout\","
                + "key_1z=\"n\",key_x=\"u\",key_y=\"uu\"}");
  }

  @Test
  void scopes_becomeLabelsWhereThatIsWanted() {
    var request =
        request(
            resource("service.name", "s"),
            gauge("g", "", point(1, TIME, "otel_scope_name", "own")));
    var scoped = request.toBuilder();
    scoped
        .getResourceMetricsBuilder(0)
        .getScopeMetricsBuilder(0)
        .getScopeBuilder()
        .setName("lib")
        .setVersion("2")
        .addAttributes(attribute("sa", AnyValue.newBuilder().setStringValue("sv")))
        .addAttributes(attribute("name", AnyValue.newBuilder().setStringValue("other")));
    var wanted =
        new Translation(
            new MetricNames("", Strategy.ESCAPED_WITH_SUFFIXES),
            Map.of(),
            true,
            ResourceChoice.NONE,
            true,
            false,
            Protocol.V1,
            HistogramForm.CLASSIC,
            Deltas.OFF);

    assertThat(Encoding.of(Translation.DEFAULT, scoped.build()).names())
        .containsExactly("{__name__=\"g\",job=\"s\",otel_scope_name=\"own\"}");
    assertThat(Encoding.of(wanted, scoped.build()).names())
        .containsExactly(
            "{__name__=\"g\",job=\"s\",otel_scope_name=\"lib\",otel_scope_sa=\"sv\","
                + "otel_scope_version=\"2\"}");
    assertThat(Encoding.of(wanted, request).names())
        .as("without a scope")
        .containsExactly("{__name__=\"g\",job=\"s\",otel_scope_name=\"own\"}");
  }

  @Test
  void valuesThatAreNoText_areWrittenAsTheCollectorDoes() {
    var list = ArrayValue.newBuilder();
    list.addValues(AnyValue.newBuilder().setStringValue("<a>"));
    list.addValues(AnyValue.newBuilder().setIntValue(1));
    var point =
        point(1, TIME)
            .addAttributes(attribute("arr", AnyValue.newBuilder().setArrayValue(list)))
            .addAttributes(attribute("big", AnyValue.newBuilder().setDoubleValue(1e21)))
            .addAttributes(attribute("int", AnyValue.newBuilder().setIntValue(-3)))
            .addAttributes(attribute("nothing", AnyValue.newBuilder()))
            .addAttributes(attribute("yes", AnyValue.newBuilder().setBoolValue(true)));

    assertThat(Encoding.of(resource(), gauge("g", "", point)).names())
        .containsExactly(
            "{__name__=\"g\",arr=\"[\"\\u003ca\\u003e\",1]\",big=\"1e+21\",int=\"-3\",yes=\"true\"}");
  }

  @Test
  void anAttributeCalledName_doesNotMakeASecondName() {
    assertThat(Encoding.of(resource(), gauge("g", "", point(1, TIME, "__name__", "x"))).names())
        .containsExactly("{__name__=\"g\"}");
  }

  @Test
  void equalValuesUnderOneName_areNotDoubled() {
    var point = point(1, TIME, "a.b", "x", "a_b", "x", "a-b", "y");
    assertThat(Encoding.of(resource(), gauge("g", "", point)).names())
        .as("a-b, a.b, a_b is the order of their bytes")
        .containsExactly("{__name__=\"g\",a_b=\"y;x;x\"}");
    assertThat(
            Encoding.of(resource(), gauge("g", "", point(1, TIME, "a.b", "x", "a_b", "x"))).names())
        .containsExactly("{__name__=\"g\",a_b=\"x\"}");
  }

  @Test
  void numbers_becomeDoubles() {
    var encoding =
        Encoding.of(
            resource(),
            gauge(
                "g",
                "",
                NumberDataPoint.newBuilder().setAsInt((1L << 53) + 1).setTimeUnixNano(1_000_000),
                NumberDataPoint.newBuilder().setAsInt(-7).setTimeUnixNano(2_999_999),
                NumberDataPoint.newBuilder().setTimeUnixNano(3_000_000),
                point(-0.0, 4_000_000),
                point(Double.NEGATIVE_INFINITY, 5_000_000)));

    assertThat(encoding.series())
        .containsExactly(
            "{__name__=\"g\"} [9.007199254740992E15@1, -7.0@2, 0.0@3, -0.0@4, -Infinity@5]");
  }

  @Test
  void theBitsOfANan_areKept() {
    long bits = 0x7FF8_0000_0000_0ABCL;
    var encoding =
        Encoding.of(resource(), gauge("g", "", point(Double.longBitsToDouble(bits), TIME)));

    assertThat(encoding.series("{__name__=\"g\"}").samples())
        .containsExactly(new Sample(bits, MILLIS));
  }

  @Test
  void noRecordedValue_isTheStaleMarker() {
    var encoding =
        Encoding.of(
            resource(),
            gauge("g", "", point(3, TIME).setFlags(1)),
            counter("c", "", point(0, TIME).setFlags(3)));

    assertThat(encoding.series("{__name__=\"g\"}").samples())
        .containsExactly(new Sample(0x7ff0000000000002L, MILLIS));
    assertThat(encoding.series("{__name__=\"c_total\"}").samples())
        .containsExactly(new Sample(0x7ff0000000000002L, MILLIS));
  }

  @Test
  void timeZero_staysZero() {
    assertThat(Encoding.of(resource(), gauge("g", "", point(1, 0))).series())
        .containsExactly("{__name__=\"g\"} [1.0@0]");
  }

  @Test
  void samplesOfOneSeries_standTogetherInTheOrderOfTime() {
    var early = point(1, 1_000_000, "a", "x", "b", "y");
    var late = point(3, 3_000_000, "b", "y", "a", "x");
    var middle = point(2, 2_000_000, "a", "x", "b", "y");
    var one = request(resource("service.name", "s"), gauge("g", "", late), gauge("h", "", early));
    var two = request(resource("service.name", "s"), gauge("g", "", early, middle));

    var encoding = Encoding.of(Translation.DEFAULT, one.toBuilder().mergeFrom(two).build());

    assertThat(encoding.series())
        .containsExactly(
            "{__name__=\"g\",a=\"x\",b=\"y\",job=\"s\"} [1.0@1, 2.0@2, 3.0@3]",
            "{__name__=\"h\",a=\"x\",b=\"y\",job=\"s\"} [1.0@1]");
  }

  @Test
  void oneTime_hasOneValue_anotherIsCounted() {
    var encoding =
        Encoding.of(
            resource(),
            gauge("g", "", point(1, TIME), point(1, TIME), point(2, TIME)),
            gauge(
                "late",
                "",
                point(1, TIME + 5_000_000),
                point(1, TIME),
                point(2, TIME + 5_000_000)));

    assertThat(encoding.series())
        .containsExactly(
            "{__name__=\"g\"} [1.0@%d]".formatted(MILLIS),
            "{__name__=\"late\"} [1.0@%d, 1.0@%d]".formatted(MILLIS, MILLIS + 5));
    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.CONFLICT, 2));
    assertThat(encoding.omissionsInWords).contains("disable_scope_info: false");
  }

  @Test
  void ofVeryManySamplesInDisorder_eachTimeIsThereOnce() {
    var points = new NumberDataPoint.Builder[1000];
    for (int i = 0; i < points.length; i++) points[i] = point(i, 1_000_000L * (i * 7 % 300));

    var encoding = Encoding.of(resource(), gauge("g", "", points));

    assertThat(encoding.series("{__name__=\"g\"}").samples())
        .extracting(Sample::millis)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(300);
  }

  @Test
  void deltaAndUnspecifiedSums_areCountedWithTheCure() {
    var delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    var none = AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED;
    var encoding =
        Encoding.of(
            resource(),
            sum("d.sum", "", true, delta, point(1, TIME), point(2, TIME)),
            sum("u.sum", "", false, none, point(1, TIME)),
            gauge("fine", "", point(1, TIME)));

    assertThat(encoding.names()).containsExactly("{__name__=\"fine\"}");
    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.DELTA, 2, Omission.NO_TEMPORALITY, 1));
    assertThat(encoding.omissionsInWords)
        .contains(
            "2 of metric 'd.sum'",
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative",
            "1 of metric 'u.sum'");
  }

  @Test
  void namesThatCannotBeLegal_areCounted() {
    var encoding =
        Encoding.of(
            resource(),
            gauge("ようこそ", "", point(1, TIME)),
            gauge(
                "g",
                "",
                point(1, TIME, "", "x"),
                point(2, TIME, "", ""),
                point(3, TIME, "____", "x")));

    assertThat(encoding.series()).containsExactly("{__name__=\"g\"} [2.0@%d]".formatted(MILLIS));
    assertThat(encoding.omissions)
        .isEqualTo(Map.of(Omission.METRIC_NAME, 1, Omission.ATTRIBUTE_KEY, 2));
  }

  @Test
  void labelsOfAMegabyte_areCountedNotSent() {
    var encoding =
        Encoding.of(
            resource(),
            gauge("g", "", point(1, TIME, "a", "x".repeat(1 << 20)), point(2, TIME, "a", "x")));

    assertThat(encoding.names()).containsExactly("{__name__=\"g\",a=\"x\"}");
    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.TOO_LARGE, 1));
  }

  @Test
  void aMetricWithoutPointsOrData_isNothing() {
    var encoding =
        Encoding.of(resource("a", "b"), gauge("g", ""), Metric.newBuilder().setName("n").build());

    assertThat(encoding.bytes).isEmpty();
    assertThat(encoding.omissions).isEmpty();
  }

  @Test
  void theLastAlternativeOfAMetric_counts() {
    byte[] twice = concat(gauge("g", "", point(1, TIME)), counter("g", "", point(2, TIME)));
    byte[] inParts =
        concat(
            counter("g", "", point(1, 1_000_000)),
            Metric.newBuilder()
                .setSum(Sum.newBuilder().addDataPoints(point(2, 2_000_000)))
                .build());

    assertThat(Encoding.of(Encoding.encoder(Translation.DEFAULT), batch(wrap(twice))).series())
        .containsExactly("{__name__=\"g_total\"} [2.0@%d]".formatted(MILLIS));
    assertThat(Encoding.of(Encoding.encoder(Translation.DEFAULT), batch(wrap(inParts))).series())
        .containsExactly("{__name__=\"g_total\"} [1.0@1, 2.0@2]");
  }

  private static byte[] concat(Metric first, Metric second) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(first.toByteArray());
    out.writeBytes(second.toByteArray());
    return out.toByteArray();
  }

  /** A request of one metric with these bytes, which a builder would tidy up. */
  private static byte[] wrap(byte[] metric) {
    var scope = new ProtoWriter().bytes(2, metric).toByteArray();
    var group = new ProtoWriter().bytes(2, scope).toByteArray();
    return new ProtoWriter().bytes(1, group).toByteArray();
  }

  @Test
  void createdSeries_areThereWhereWanted() {
    var wanted =
        new Translation(
            new MetricNames("", Strategy.ESCAPED_WITH_SUFFIXES),
            Map.of(),
            true,
            ResourceChoice.NONE,
            false,
            true,
            Protocol.V1,
            HistogramForm.CLASSIC,
            Deltas.OFF);
    var started = point(1, TIME).setStartTimeUnixNano(1_500_000_000L);

    var encoding =
        Encoding.of(
            wanted,
            request(
                resource(),
                counter("c", "", started),
                counter("unknown", "", point(1, TIME)),
                gauge("g", "", started)));

    assertThat(encoding.series())
        .containsExactly(
            "{__name__=\"c_total\"} [1.0@%d]".formatted(MILLIS),
            "{__name__=\"c_total_created\"} [1500.0@%d]".formatted(MILLIS),
            "{__name__=\"g\"} [1.0@%d]".formatted(MILLIS),
            "{__name__=\"unknown_total\"} [1.0@%d]".formatted(MILLIS));
  }

  @Test
  void whatBecomesTooLarge_isGivenUp_aSingleItemNever() {
    var encoder = Encoding.encoder(Translation.DEFAULT);
    var two =
        batch(
            request(
                resource(), gauge("g", "", point(1, TIME, "a", "x"), point(1, TIME, "a", "y"))));
    var one = batch(request(resource(), gauge("g", "", point(1, TIME, "a", "x"))));

    Encoded whole = encoder.encode(two, Selection.ALL, Long.MAX_VALUE);
    int size = whole.request().length();

    assertThat(encoder.encode(two, Selection.ALL, size).tooLarge()).isFalse();
    Encoded refused = encoder.encode(two, Selection.ALL, size - 1);
    assertThat(refused.tooLarge()).isTrue();
    assertThat(refused.request().isEmpty()).isTrue();
    assertThat(encoder.encode(one, Selection.ALL, 1).tooLarge()).isFalse();
    assertThat(encoder.encode(two, Selection.ALL, size).request().length()).isEqualTo(size);
  }
}
