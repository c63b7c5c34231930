package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.histogram;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Label;
import dev.sluice.testkit.RemoteWrite.Metadata;
import dev.sluice.testkit.RemoteWrite.TimeSeries;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What the newer message says, held against the older one and the specification. */
class ProtocolVersionsTest {
  private static final long MILLIS = 1_700_000_000_123L;
  private static final long TIME = MILLIS * 1_000_000;
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long START = START_MILLIS * 1_000_000;

  private static Metric described(Metric metric, String help) {
    return metric.toBuilder().setDescription(help).build();
  }

  @Test
  void aGauge_isExactlyTheseBytes() {
    var encoding =
        Encoding.of(
            Translations.of(
                """
                protobuf_message: io.prometheus.write.v2.Request
                external_labels: {cluster: c1}
                """),
            request(
                resource("service.name", "s"),
                gauge("temp", "Cel", point(21.5, TIME, "room", "a"))));

    assertThat(HexFormat.of().formatHex(encoding.bytes))
        .isEqualTo(
            ("2200 22085f5f6e616d655f5f 220c74656d705f63656c73697573 2207636c7573746572 22026331"
                    + "22036a6f62 220173 2204726f6f6d 220161 220763656c73697573"
                    + "2a22 0a080102030405060708 1210 090000000000803540 10fbd095ffbc31"
                    + "2a04 0802 2009")
                .replace(" ", ""));
  }

  @Property
  void bothVersions_sayTheSame(@ForAll long seed) {
    ExportMetricsServiceRequest request = withoutExemplarsOfGauges(AnyMetrics.request(seed));
    Encoding older = Encoding.of(Translation.DEFAULT, request);
    Encoding newer = Encoding.of(Encoding.V2, request);

    assertThat(newer.omissions).isEqualTo(older.omissions);
    assertThat(said(newer)).isEqualTo(said(older));
    assertMetadata(newer, request);
  }

  /** Of each series its samples, exemplars and histograms, without what 1.0 has no field for. */
  private static TreeMap<String, List<Object>> said(Encoding encoding) {
    var said = new TreeMap<String, List<Object>>();
    for (TimeSeries series : encoding.request.timeseries()) {
      List<Object> parts =
          List.of(series.samples(), series.exemplars().toString(), series.histograms().toString());
      String name = series.name() + (series.histograms().isEmpty() ? "" : " histograms");
      assertThat(said.put(name, parts)).as("one series once").isNull();
    }
    return said;
  }

  /** The older version names families, in requests of their own. */
  private static void assertMetadata(Encoding encoding, ExportMetricsServiceRequest request) {
    var families = new HashSet<Metadata>();
    for (ResourceMetrics group : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : group.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          var one = new TreeMap<String, MetricMetadata>();
          MetricMetadata.collect(
              Metrics.batch(request(resource(), metric)), Translation.DEFAULT.names(), one);
          one.forEach((name, m) -> families.add(new Metadata(m.type(), name, m.help(), m.unit())));
        }
      }
    }
    for (TimeSeries series : encoding.request.timeseries()) {
      Metadata said = series.metadata().get(0);
      if (said.family().equals("target_info")) continue;
      assertThat(families)
          .anyMatch(
              f ->
                  said.family().matches("\\Q" + f.family() + "\\E(_sum|_count|_bucket)?")
                      && said.type() == f.type()
                      && said.help().equals(f.help())
                      && said.unit().equals(f.unit()));
    }
  }

  /** Only the newer version has them, as in the collector. */
  private static ExportMetricsServiceRequest withoutExemplarsOfGauges(
      ExportMetricsServiceRequest request) {
    var builder = request.toBuilder();
    for (var group : builder.getResourceMetricsBuilderList()) {
      for (var scope : group.getScopeMetricsBuilderList()) {
        for (var metric : scope.getMetricsBuilderList()) {
          if (!metric.hasGauge()) continue;
          metric.getGaugeBuilder().getDataPointsBuilderList().forEach(p -> p.clearExemplars());
        }
      }
    }
    return builder.build();
  }

  @Test
  void whatCounts_saysSinceWhen_whatDoesNot_doesNot() {
    var cumulative = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    var buckets =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(START)
            .setTimeUnixNano(TIME)
            .setCount(10)
            .setSum(55.5)
            .addAllExplicitBounds(List.of(0.005, 1e7))
            .addAllBucketCounts(List.of(2L, 3L, 5L));
    var quantiles = SummaryDataPoint.newBuilder().setStartTimeUnixNano(START).setTimeUnixNano(TIME);
    quantiles.addQuantileValuesBuilder().setQuantile(0.5).setValue(2);
    var encoding =
        Encoding.of(
            Encoding.V2,
            request(
                resource(),
                gauge("g", "", point(1, TIME).setStartTimeUnixNano(START)),
                counter("c", "", point(1, TIME).setStartTimeUnixNano(START)),
                counter("unknown", "", point(1, TIME)),
                counter("first", "", point(1, TIME).setStartTimeUnixNano(1)),
                Metrics.sum("u", "", false, cumulative, point(1, TIME).setStartTimeUnixNano(START)),
                histogram("lat", "ms", buckets),
                Metric.newBuilder()
                    .setName("q")
                    .setSummary(Summary.newBuilder().addDataPoints(quantiles))
                    .build()));

    String at = "@" + MILLIS;
    String since = at + " since " + START_MILLIS;
    assertThat(encoding.series())
        .containsExactlyInAnyOrder(
            "{__name__=\"g\"} [1.0" + at + "]",
            "{__name__=\"c_total\"} [1.0" + since + "]",
            "{__name__=\"unknown_total\"} [1.0" + at + "]",
            "{__name__=\"first_total\"} [1.0" + at + " since 1]",
            "{__name__=\"u\"} [1.0" + at + "]",
            "{__name__=\"lat_milliseconds_sum\"} [55.5" + since + "]",
            "{__name__=\"lat_milliseconds_count\"} [10.0" + since + "]",
            "{__name__=\"lat_milliseconds_bucket\",le=\"0.005\"} [2.0" + since + "]",
            "{__name__=\"lat_milliseconds_bucket\",le=\"10000000\"} [5.0" + since + "]",
            "{__name__=\"lat_milliseconds_bucket\",le=\"+Inf\"} [10.0" + since + "]",
            "{__name__=\"q_sum\"} [0.0" + since + "]",
            "{__name__=\"q_count\"} [0.0" + since + "]",
            "{__name__=\"q\",quantile=\"0.5\"} [2.0" + since + "]");
  }

  @Test
  void aNativeHistogram_saysSinceWhen() {
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(START)
            .setTimeUnixNano(TIME)
            .setZeroCount(3)
            .setCount(3);
    var encoding = Encoding.of(Encoding.V2, request(resource(), exponential(point)));

    assertThat(encoding.series("{__name__=\"e\"}").histograms())
        .singleElement()
        .satisfies(h -> assertThat(h.startMillis()).isEqualTo(START_MILLIS))
        .satisfies(h -> assertThat(h.count()).isEqualTo(3));
  }

  private static Metric exponential(ExponentialHistogramDataPoint.Builder point) {
    return Metric.newBuilder()
        .setName("e")
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder()
                .setAggregationTemporality(
                    AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                .addDataPoints(point))
        .build();
  }

  @Test
  void samplesAndHistogramsOfOneName_areTwoSeries() {
    var point = ExponentialHistogramDataPoint.newBuilder().setTimeUnixNano(TIME);
    var encoding =
        Encoding.of(
            Encoding.V2, request(resource(), gauge("e", "", point(1, TIME)), exponential(point)));

    assertThat(encoding.names()).containsExactly("{__name__=\"e\"}", "{__name__=\"e\"}");
    assertThat(encoding.request.timeseries())
        .extracting(s -> s.metadata().get(0).type())
        .containsExactly(2, 3);
  }

  @Test
  void metadata_standsInEachSeries() {
    Metric info =
        described(gauge("up.down", "", point(1, TIME)), "of unknown type").toBuilder()
            .addMetadata(Metrics.attributes("prometheus.type", "unknown").get(0))
            .build();
    var encoding =
        Encoding.of(
            Encoding.V2,
            request(
                resource("service.name", "s", "host.name", "h"),
                described(counter("reqs", "By", point(1, TIME)), "how many"),
                info));

    assertThat(encoding.request.timeseries())
        .extracting(s -> s.metadata().get(0))
        .containsExactly(
            new Metadata(1, "reqs_bytes_total", "how many", "bytes"),
            new Metadata(0, "up_down", "of unknown type", ""),
            new Metadata(2, "target_info", "Target metadata", ""));
  }

  @Test
  void anotherDescription_takesTheOldOnesPlace() {
    WriteRequestEncoder encoder = Encoding.encoder(Encoding.V2);
    for (String help : List.of("one", "two", "one", "")) {
      var request =
          request(
              resource(),
              described(gauge("g", "", point(1, TIME)), help),
              described(gauge("h", "", point(1, TIME)), "two"));
      assertThat(Encoding.of(encoder, Metrics.batch(request)).request.timeseries())
          .extracting(s -> s.metadata().get(0).help())
          .containsExactly(help, "two");
    }
  }

  @Test
  void inOneRequest_theFirstDescriptionOfASeriesCounts() {
    var request = request(resource(), described(gauge("g", "", point(1, TIME)), "one"));
    var other = request(resource(), described(gauge("g", "", point(2, TIME + 1_000_000)), "two"));
    var third = request(resource(), described(gauge("g", "", point(3, TIME + 2_000_000)), "one"));
    var merged = request.toBuilder().mergeFrom(other).mergeFrom(third).build();

    Encoding encoding = Encoding.of(Encoding.V2, merged);

    assertThat(encoding.request.timeseries()).hasSize(1);
    assertThat(encoding.series("{__name__=\"g\"}").samples()).hasSize(3);
    assertThat(encoding.series("{__name__=\"g\"}").metadata().get(0).help()).isEqualTo("one");
  }

  @Test
  void exemplars_shareTheirStringsWithTheSeries() {
    var exemplar =
        Exemplar.newBuilder()
            .setTraceId(ByteString.fromHex("0af7651916cd43dd8448eb211c80319c"))
            .setSpanId(ByteString.fromHex("b7ad6b7169203331"))
            .setTimeUnixNano(TIME)
            .setAsInt(7)
            .addAllFilteredAttributes(Metrics.attributes("method", "GET"));
    var encoding =
        Encoding.of(
            Encoding.V2,
            request(
                resource(),
                counter("a", "", point(1, TIME, "method", "GET").addExemplars(exemplar)),
                gauge("b", "", point(1, TIME).addExemplars(exemplar).addExemplars(exemplar)),
                counter(
                    "none", "", point(1, TIME).addExemplars(Exemplar.newBuilder().setAsInt(3)))));

    var expected =
        new RemoteWrite.Exemplar(
            List.of(
                new Label("method", "GET"),
                new Label("span_id", "b7ad6b7169203331"),
                new Label("trace_id", "0af7651916cd43dd8448eb211c80319c")),
            7,
            MILLIS);
    assertThat(encoding.series("{__name__=\"a_total\",method=\"GET\"}").exemplars())
        .containsExactly(expected);
    assertThat(encoding.series("{__name__=\"b\"}").exemplars()).containsExactly(expected, expected);
    assertThat(encoding.series("{__name__=\"none_total\"}").exemplars())
        .containsExactly(new RemoteWrite.Exemplar(List.of(), 3, 0));
  }

  @Test
  void nothingToSay_isNoByte() {
    assertThat(Encoding.of(Encoding.V2, request(resource("a", "b"), gauge("g", ""))).bytes)
        .isEmpty();
  }

  @Test
  void aStringIsCountedTowardsTheSizeOnce_andTheWholeIsWithinTheBound() {
    var encoder = Encoding.encoder(Encoding.V2);
    var two =
        Metrics.batch(
            request(
                resource(),
                gauge("g", "", point(1, TIME, "a", "x".repeat(90)), point(1, TIME, "a", "y"))));

    int size = encoder.encode(two, Selection.ALL, Long.MAX_VALUE).request().length();

    assertThat(encoder.encode(two, Selection.ALL, size).tooLarge()).isFalse();
    assertThat(encoder.encode(two, Selection.ALL, size - 1).tooLarge()).isTrue();
    assertThat(encoder.encode(two, Selection.ALL, size).request().length()).isEqualTo(size);
  }

  @Test
  void namesAsTheyWereSent_travelInTheNewerMessage() {
    var translation =
        Translations.of(
            """
            protobuf_message: io.prometheus.write.v2.Request
            translation_strategy: NoUTF8EscapingWithSuffixes
            external_labels: {my.zone: z}
            disable_scope_info: false
            """);
    Set<String> names =
        new TreeSet<>(
            Encoding.of(
                    translation,
                    request(
                        resource("service.name", "s", "host.name", "h"),
                        counter("http.server.café", "By/s", point(1, TIME, "http.method", "GET")),
                        gauge("ようこそ", "", point(1, TIME, "__", "dropped"))))
                .names());

    assertThat(names)
        .containsExactlyInAnyOrder(
            "{__name__=\"http.server.café_bytes_per_second_total\",http.method=\"GET\",job=\"s\","
                + "my.zone=\"z\"}",
            "{__name__=\"target_info\",host.name=\"h\",job=\"s\",my.zone=\"z\"}");
  }
}
