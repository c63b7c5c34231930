package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.histogram;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.data.Account;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Captures;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.PrometheusServer;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exporter as the gateway runs it, and a real Prometheus that is asked what it has. */
class RealPrometheusIT {
  private static final String EXEMPLARS = "--enable-feature=exemplar-storage";
  private static final String NATIVE = "--enable-feature=native-histograms";

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Branch branch = Samples.branch("prometheusremotewrite", Signal.METRICS);
  private final Account account = branch.account();
  private final long now = System.currentTimeMillis();
  private PrometheusServer prometheus;
  private Exporter exporter;

  @BeforeEach
  void start(@TempDir Path directory) {
    prometheus = PrometheusServer.start(directory, PrometheusServer.RECEIVER);
    exporter = exporter("");
  }

  private Exporter exporter(String more) {
    Section section =
        Sections.parse(
            "endpoint: %s\nretry_on_failure: {initial_interval: 20ms, max_interval: 200ms}\n%s"
                .formatted(prometheus.writeUrl(), more));
    var factory = new PrometheusRemoteWriteExporterFactory();
    PrometheusRemoteWriteConfig config = factory.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    try {
      return factory.create(
          config, TestSettings.of("prometheusremotewrite", Clock.SYSTEM, timer), branch);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    if (exporter != null) exporter.stop(Deadline.in(Duration.ofSeconds(5), Clock.SYSTEM));
    timer.shutdownNow();
    if (prometheus != null) prometheus.close();
  }

  private void send(ExportMetricsServiceRequest request) {
    exporter.consume(Metrics.batch(branch, request));
  }

  private void sendAndWait(ExportMetricsServiceRequest request) {
    send(request);
    Await.until("everything settled", () -> account.queued() == 0);
  }

  private long nanos(long afterNow) {
    return (now + afterNow) * 1_000_000;
  }

  private Map<String, Double> valuesNow(String expression) {
    return prometheus.instant(expression, now + 1000);
  }

  @Test
  void everythingThatTheAgentSent_isQueriedBack() throws Exception {
    var expected = new TreeMap<String, Map<Long, Double>>();
    long last = 0;
    for (int i = 1; i <= 9; i++) {
      var request = ExportMetricsServiceRequest.parseFrom(Captures.metrics(i));
      for (var series : NaiveTranslation.of(request, Translation.DEFAULT).samples.entrySet()) {
        for (RemoteWrite.Sample sample : series.getValue()) {
          expected
              .computeIfAbsent(series.getKey(), s -> new TreeMap<>())
              .put(sample.millis(), sample.value());
          last = Math.max(last, sample.millis());
        }
      }
      send(request);
    }
    Await.until("everything settled", () -> account.queued() == 0);

    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(account.accepted());
    var stored = new TreeMap<>(prometheus.range("{__name__!=\"\"}", "1h", last + 1));
    // Of what is joined into one push, target_info is said once, at the newest time.
    for (var series : expected.entrySet()) {
      if (!series.getKey().startsWith("{__name__=\"target_info\"")) continue;
      Map<Long, Double> all = series.getValue();
      Map<Long, Double> some = stored.put(series.getKey(), all);
      assertThat(all).containsAllEntriesOf(some);
      assertThat(some).containsKey(new TreeMap<>(all).lastKey());
    }
    assertThat(stored).isEqualTo(expected);
    assertThat(expected.keySet())
        .anyMatch(s -> s.startsWith("{__name__=\"http_server_request_duration_seconds_bucket\""))
        .anyMatch(s -> s.startsWith("{__name__=\"jvm_memory_used_bytes\""))
        .anyMatch(s -> s.startsWith("{__name__=\"target_info\""));
  }

  @Test
  void everyKindOfMetric_arrivesWithItsValue() {
    var cumulative = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    var buckets =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos(0))
            .setCount(10)
            .setSum(55.5)
            .addAllExplicitBounds(List.of(0.5, 1.0))
            .addAllBucketCounts(List.of(2L, 3L, 5L));
    var quantiles = SummaryDataPoint.newBuilder().setTimeUnixNano(nanos(0)).setCount(3).setSum(1.5);
    quantiles.addQuantileValuesBuilder().setQuantile(0.5).setValue(0.25);
    sendAndWait(
        request(
            resource("service.name", "s", "host.name", "h"),
            gauge("temp", "Cel", point(21.5, nanos(0), "room", "a")),
            counter("reqs", "", point(7, nanos(0))),
            Metrics.sum("open", "", false, cumulative, point(-2, nanos(0))),
            histogram("lat", "s", buckets),
            Metric.newBuilder()
                .setName("rpc")
                .setSummary(Summary.newBuilder().addDataPoints(quantiles))
                .build()));

    assertThat(valuesNow("{job=\"s\"}"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("{__name__=\"temp_celsius\",job=\"s\",room=\"a\"}", 21.5),
                Map.entry("{__name__=\"reqs_total\",job=\"s\"}", 7.0),
                Map.entry("{__name__=\"open\",job=\"s\"}", -2.0),
                Map.entry("{__name__=\"lat_seconds_sum\",job=\"s\"}", 55.5),
                Map.entry("{__name__=\"lat_seconds_count\",job=\"s\"}", 10.0),
                Map.entry("{__name__=\"lat_seconds_bucket\",job=\"s\",le=\"0.5\"}", 2.0),
                Map.entry("{__name__=\"lat_seconds_bucket\",job=\"s\",le=\"1\"}", 5.0),
                Map.entry("{__name__=\"lat_seconds_bucket\",job=\"s\",le=\"+Inf\"}", 10.0),
                Map.entry("{__name__=\"rpc_sum\",job=\"s\"}", 1.5),
                Map.entry("{__name__=\"rpc_count\",job=\"s\"}", 3.0),
                Map.entry("{__name__=\"rpc\",job=\"s\",quantile=\"0.5\"}", 0.25),
                Map.entry("{__name__=\"target_info\",host_name=\"h\",job=\"s\"}", 1.0)));
  }

  @Test
  void aSeriesWithoutRecordedValue_endsAtOnce() {
    sendAndWait(request(resource(), gauge("g", "", point(1, nanos(0)))));
    assertThat(valuesNow("g")).hasSize(1);

    sendAndWait(request(resource(), gauge("g", "", point(0, nanos(100)).setFlags(1))));

    assertThat(valuesNow("g")).isEmpty();
  }

  @Test
  void aLateSample_takesNoNeighbourDown() {
    sendAndWait(request(resource(), gauge("a", "", point(1, nanos(0)))));

    sendAndWait(
        request(
            resource(), gauge("a", "", point(2, nanos(-500))), gauge("b", "", point(3, nanos(0)))));

    assertThat(valuesNow("{__name__=~\"a|b\"}"))
        .isEqualTo(Map.of("{__name__=\"a\"}", 1.0, "{__name__=\"b\"}", 3.0));
    assertThat(account.settled(Outcome.REJECTED_OUT_OF_ORDER)).isEqualTo(1);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(2);
  }

  @Test
  void aSampleThatIsTooOld_takesNoNeighbourDown() {
    sendAndWait(request(resource(), gauge("a", "", point(1, nanos(0)))));

    sendAndWait(
        request(
            resource(),
            gauge("old", "", point(2, nanos(-Duration.ofHours(30).toMillis()))),
            gauge("b", "", point(3, nanos(0)))));

    assertThat(valuesNow("b")).hasSize(1);
    assertThat(account.settled(Outcome.REJECTED_TOO_OLD)).isEqualTo(1);
  }

  @Test
  void whatIsLateAfterARestartOfOurs_isFound() {
    sendAndWait(request(resource(), gauge("a", "", point(1, nanos(0)))));
    exporter.stop(Deadline.in(Duration.ofSeconds(5), Clock.SYSTEM));
    exporter = exporter("");

    var metrics = new Metric[12];
    for (int i = 0; i < metrics.length; i++) metrics[i] = gauge("b" + i, "", point(i, nanos(0)));
    metrics[7] = gauge("a", "", point(9, nanos(-500)));
    sendAndWait(request(resource(), metrics));

    assertThat(valuesNow("{__name__=~\"b.*\"}")).hasSize(11);
    assertThat(account.settled(Outcome.REJECTED_OUT_OF_ORDER)).isEqualTo(1);
  }

  @Test
  void aRestartOfPrometheus_losesNothing() {
    for (int i = 0; i < 10; i++) {
      if (i == 4) prometheus.stop();
      if (i == 7) prometheus.restart(PrometheusServer.RECEIVER);
      send(request(resource(), gauge("g", "", point(i, nanos(i)))));
    }
    Await.until("everything settled", () -> account.queued() == 0);

    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(10);
    assertThat(prometheus.range("g", "1m", now + 1000).get("{__name__=\"g\"}").values())
        .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
  }

  @Test
  void nativeHistograms_arriveWherePrometheusTakesThem() {
    Metric exponential = exponential();
    sendAndWait(request(resource(), exponential, gauge("g", "", point(1, nanos(0)))));
    assertThat(account.settled(Outcome.REJECTED_INVALID)).as("they are off").isEqualTo(1);
    assertThat(valuesNow("g")).hasSize(1);

    exporter.stop(Deadline.in(Duration.ofSeconds(5), Clock.SYSTEM));
    prometheus.restart(PrometheusServer.RECEIVER, NATIVE);
    exporter = exporter("");
    sendAndWait(request(resource(), exponential));

    assertThat(valuesNow("histogram_count(e_seconds)")).containsValue(11.0);
    assertThat(valuesNow("histogram_sum(e_seconds)")).containsValue(42.0);
    // Of 11 values 4 are negative, the 5th is in the bucket (0.5, 0.71], the others above 1.4.
    assertThat(valuesNow("histogram_quantile(0.4, e_seconds)").values())
        .singleElement()
        .satisfies(value -> assertThat(value).isBetween(0.5, 0.72));
  }

  private Metric exponential() {
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos(0))
            .setScale(1)
            .setCount(11)
            .setSum(42);
    point
        .getPositiveBuilder()
        .setOffset(-2)
        .addAllBucketCounts(List.of(1L, 0L, 0L, 0L, 0L, 4L, 2L));
    point.getNegativeBuilder().setOffset(3).addBucketCounts(4);
    return Metric.newBuilder()
        .setName("e")
        .setUnit("s")
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder()
                .setAggregationTemporality(
                    AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                .addDataPoints(point))
        .build();
  }

  @Test
  void exemplars_areQueriedBack() {
    prometheus.restart(PrometheusServer.RECEIVER, EXEMPLARS);
    var exemplar =
        Exemplar.newBuilder()
            .setTraceId(ByteString.fromHex("0af7651916cd43dd8448eb211c80319c"))
            .setSpanId(ByteString.fromHex("b7ad6b7169203331"))
            .setTimeUnixNano(nanos(0))
            .setAsDouble(0.75);
    var buckets =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos(0))
            .setCount(2)
            .addAllExplicitBounds(List.of(0.5, 1.0))
            .addAllBucketCounts(List.of(1L, 1L, 0L))
            .addExemplars(exemplar);
    sendAndWait(
        request(
            resource(),
            counter("c", "", point(1, nanos(0)).addExemplars(exemplar)),
            histogram("h", "s", buckets)));

    var expected =
        List.of(
            "{span_id=\"b7ad6b7169203331\",trace_id=\"0af7651916cd43dd8448eb211c80319c\"} 0.75");
    assertThat(prometheus.exemplars("{__name__=~\".+\"}", now - 1000, now + 1000))
        .isEqualTo(
            Map.of(
                "{__name__=\"c_total\"}",
                expected,
                "{__name__=\"h_seconds_bucket\",le=\"1\"}",
                expected));
  }

  @Test
  void aReceiverThatIsOff_keepsTheDataUntilItIsOn() {
    prometheus.restart();
    send(request(resource(), gauge("g", "", point(1, nanos(0)))));
    Await.until(
        "it was refused",
        () -> prometheus.ownMetrics().contains("{code=\"404\",handler=\"/api/v1/write\"}"));
    assertThat(account.queued()).isEqualTo(1);

    prometheus.restart(PrometheusServer.RECEIVER);
    Await.until("it was delivered", () -> account.settled(Outcome.DELIVERED) == 1);

    assertThat(valuesNow("g")).hasSize(1);
  }
}
