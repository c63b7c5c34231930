package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.net.client.Target;
import dev.sluice.sending.Answer;
import dev.sluice.testkit.FakeBackend.Reply;
import dev.sluice.testkit.FakeBackend.Request;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One push at a time, over a real socket. */
class PrometheusRemoteWriteExporterTest {
  private final FakePrometheus prometheus = new FakePrometheus();
  private final ManualClock clock = new ManualClock();
  private final long now = clock.epochMillis();
  private PrometheusRemoteWriteExporter exporter = exporter("");

  private PrometheusRemoteWriteExporter exporter(String yaml) {
    return exporter(prometheus.backend.url("/api/v1/write"), yaml);
  }

  private PrometheusRemoteWriteExporter exporter(String url, String yaml) {
    Section section = Sections.parse("endpoint: " + url + "\n" + yaml);
    var config = PrometheusRemoteWriteConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    try {
      return new PrometheusRemoteWriteExporter(
          config,
          Target.parse(url),
          TestSettings.of("prometheusremotewrite", clock, new ManualTimer(clock)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    exporter.abort();
    prometheus.close();
  }

  /** A gauge of each name, whose value is its time, in milliseconds after now. */
  private Batch gauges(Map<String, Long> times) {
    return Metrics.batch(
        request(
            resource(),
            times.entrySet().stream()
                .map(e -> gauge(e.getKey(), "", point(e.getValue(), nanos(e.getValue()))))
                .toArray(Metric[]::new)));
  }

  private long nanos(long afterNow) {
    return (now + afterNow) * 1_000_000;
  }

  private List<Double> values(String name) {
    return prometheus.values("{__name__=\"" + name + "\"}");
  }

  private List<Request> requests() {
    return prometheus.backend.requests();
  }

  @Test
  void aPush_hasTheHeadersOfRemoteWrite() {
    assertThat(exporter.push(gauges(Map.of("a", 1L))).kind()).isEqualTo(Answer.Kind.DONE);

    Request request = requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/api/v1/write");
    assertThat(request.header("Content-Encoding")).isEqualTo("snappy");
    assertThat(request.header("Content-Type")).isEqualTo("application/x-protobuf");
    assertThat(request.header("X-Prometheus-Remote-Write-Version")).isEqualTo("0.1.0");
    assertThat(request.header("User-Agent")).startsWith("Sluice/");
    assertThat(values("a")).containsExactly(1.0);
  }

  @Test
  void configuredHeaders_areSent() {
    exporter = exporter("headers: {X-Scope-OrgID: shop}\n");
    exporter.push(gauges(Map.of("a", 1L)));
    assertThat(requests().get(0).header("X-Scope-OrgID")).isEqualTo("shop");
  }

  @Test
  void aLateSample_isRejectedAlone() {
    exporter.push(gauges(Map.of("a", 10L, "b", 10L)));

    Answer answer = exporter.push(gauges(Map.of("a", 9L, "b", 11L, "c", 1L)));

    assertThat(answer.kind()).isEqualTo(Answer.Kind.DONE);
    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_OUT_OF_ORDER, 1));
    assertThat(answer.cause()).contains("1 of metric 'a'", "out_of_order_time_window");
    assertThat(values("a")).containsExactly(10.0);
    assertThat(values("b")).containsExactly(10.0, 11.0);
    assertThat(values("c")).containsExactly(1.0);
    assertThat(requests()).as("the refused one, and one without what was late").hasSize(3);
  }

  @Test
  void whenAllAreLate_thereIsNoSecondRequest() {
    exporter.push(gauges(Map.of("a", 10L)));

    Answer answer = exporter.push(gauges(Map.of("a", 9L)));

    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_OUT_OF_ORDER, 1));
    assertThat(requests()).hasSize(2);
  }

  @Test
  void anotherValueForAKnownTime_isRejectedAlone() {
    exporter.push(gauges(Map.of("a", 10L)));
    var other =
        request(
            resource(),
            gauge("a", "", point(77, nanos(10)), point(11, nanos(11))),
            gauge("b", "", point(1, nanos(1))));

    Answer answer = exporter.push(Metrics.batch(other));

    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_OUT_OF_ORDER, 1));
    assertThat(values("a")).containsExactly(10.0, 11.0);
    assertThat(values("b")).containsExactly(1.0);
  }

  @Test
  void theSameAgain_isTaken() {
    Batch batch = gauges(Map.of("a", 10L));
    exporter.push(batch);
    assertThat(exporter.push(batch).tally().exceptions()).isEmpty();
  }

  @Test
  void whatIsTooOld_isRejectedAlone() {
    long hour = Duration.ofHours(1).toMillis();
    prometheus.takesNothingOlderThan(now - hour);
    exporter.push(gauges(Map.of("a", 0L)));

    Answer answer = exporter.push(gauges(Map.of("old", -hour - 1, "b", 1L)));

    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 1));
    assertThat(values("b")).containsExactly(1.0);
    assertThat(values("old")).isEmpty();
  }

  @Test
  void whatNobodyKnewToBeLate_isToBeSearchedFor() {
    exporter.push(gauges(Map.of("a", 10L)));
    exporter.abort();
    exporter = exporter("");

    Answer answer = exporter.push(gauges(Map.of("a", 9L, "b", 1L)));

    assertThat(answer.kind()).isEqualTo(Answer.Kind.ITEM_REFUSED);
    assertThat(answer.outcome()).isEqualTo(Outcome.REJECTED_OUT_OF_ORDER);
    assertThat(values("b")).isEmpty();
  }

  @Test
  void aRefusedRequest_makesNothingLate() {
    prometheus.backend.willAnswer(Reply.of(503));
    assertThat(exporter.push(gauges(Map.of("a", 10L))).kind()).isEqualTo(Answer.Kind.RETRY);

    exporter.push(gauges(Map.of("b", 5L)));
    prometheus.backend.willAnswer(Reply.of(400, "out of order sample"));
    Answer answer = exporter.push(gauges(Map.of("a", 9L, "b", 4L)));

    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_OUT_OF_ORDER, 1));
    assertThat(values("a")).containsExactly(9.0);
  }

  @Test
  void nativeHistograms_areHeldBackWhereTheyAreOff_andTriedAgainLater() {
    Batch batch =
        Metrics.batch(request(resource(), exponential(), gauge("a", "", point(1, nanos(1)))));

    Answer answer = exporter.push(batch);
    assertThat(answer.kind()).isEqualTo(Answer.Kind.DONE);
    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_INVALID, 1));
    assertThat(answer.cause()).contains("--enable-feature=native-histograms");
    assertThat(values("a")).containsExactly(1.0);
    assertThat(requests()).hasSize(2);

    exporter.push(batch);
    assertThat(requests()).as("known by now").hasSize(3);

    prometheus.takesHistograms(true);
    clock.advance(Duration.ofMinutes(6));
    assertThat(exporter.push(batch).tally().exceptions()).isEmpty();
    assertThat(prometheus.histograms()).isEqualTo(1);
  }

  private Metric exponential() {
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos(1))
            .setCount(1)
            .setZeroCount(1);
    var histogram =
        ExponentialHistogram.newBuilder()
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
            .addDataPoints(point);
    return Metric.newBuilder().setName("e").setExponentialHistogram(histogram).build();
  }

  @Test
  void whatCannotBeSaid_isDroppedWithTheCure_andTheRestSent() {
    var delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    var request =
        request(
            resource(),
            Metrics.sum("d", "", true, delta, point(1, nanos(1)), point(2, nanos(2))),
            gauge("a", "", point(1, nanos(1))));

    Answer answer = exporter.push(Metrics.batch(request));

    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.DROPPED_UNTRANSLATABLE, 2));
    assertThat(answer.cause())
        .contains("'d'", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative");
    assertThat(values("a")).containsExactly(1.0);
  }

  @Test
  void nothingToSay_isNoRequest() {
    var delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    var request = request(resource(), Metrics.sum("d", "", true, delta, point(1, nanos(1))));

    Answer answer = exporter.push(Metrics.batch(request));

    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.DROPPED_UNTRANSLATABLE, 1));
    assertThat(requests()).isEmpty();
  }

  @Test
  void aHint_isReadFromTheHeader() {
    prometheus.backend.willAnswer(Reply.of(429).with("Retry-After", "17"));
    Answer answer = exporter.push(gauges(Map.of("a", 1L)));
    assertThat(answer.kind()).isEqualTo(Answer.Kind.RETRY);
    assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  void whatIsTooLargeEncoded_isNotSent_andCutBeforehandNextTime() {
    exporter = exporter("max_batch_size_bytes: 100\n");
    Batch batch = gauges(Map.of("a", 1L, "b", 2L, "c", 3L, "d", 4L, "e", 5L));

    assertThat(exporter.push(batch).kind()).isEqualTo(Answer.Kind.TOO_LARGE);
    assertThat(requests()).isEmpty();
    assertThat(exporter.ofLane("0").maxBatchBytes()).isLessThan(batch.bytes());
    assertThat(exporter.push(gauges(Map.of("a-name-of-more-than-100-bytes".repeat(4), 1L))).kind())
        .as("one item alone is sent, whatever its size")
        .isEqualTo(Answer.Kind.DONE);
  }

  @Test
  void nobodyThere_isAskedAgain() {
    String url = prometheus.backend.url("/api/v1/write");
    prometheus.close();
    exporter = exporter(url, "");
    Answer answer = exporter.push(gauges(Map.of("a", 1L)));
    assertThat(answer.kind()).isEqualTo(Answer.Kind.RETRY);
    assertThat(answer.cause()).contains("refused");
  }

  @Test
  void metadata_goesOutAlone_whenItIsNewAndOnceAMinute() {
    exporter = exporter("send_metadata: true\nnamespace: ns\n");
    Metric described =
        counter("reqs", "By", point(1, nanos(1))).toBuilder().setDescription("how many").build();
    Batch batch = Metrics.batch(request(resource(), described));

    exporter.push(batch);
    exporter.push(batch);

    assertThat(requests()).hasSize(3);
    RemoteWrite metadata = FakePrometheus.decode(requests().get(1));
    assertThat(metadata.timeseries()).isEmpty();
    assertThat(metadata.metadata())
        .containsExactly(new RemoteWrite.Metadata(1, "ns_reqs_bytes_total", "how many", "bytes"));

    clock.advance(Duration.ofSeconds(61));
    exporter.push(batch);
    assertThat(requests()).hasSize(5);
  }

  @Test
  void metadataThatIsNotTaken_costsNoItem() {
    exporter = exporter("send_metadata: true\n");
    prometheus.backend.willAnswer(Reply.of(204));
    prometheus.backend.willAnswer(Reply.of(500));
    assertThat(exporter.push(gauges(Map.of("a", 1L))).kind()).isEqualTo(Answer.Kind.DONE);
    assertThat(requests()).hasSize(2);
  }
}
