package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.histogram;
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
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import dev.sluice.testkit.FakeBackend.Request;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite2;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/** Remote write 2.0 over a real socket: what the headers say, and what is made of the answers'. */
class RemoteWrite2ExporterTest {
  private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";

  private final FakeBackend backend = new FakeBackend();
  private final ManualClock clock = new ManualClock();
  private final long now = clock.epochMillis();
  private final PrometheusRemoteWriteExporter exporter = exporter("send_metadata: true\n");

  private PrometheusRemoteWriteExporter exporter(String yaml) {
    String url = backend.url("/api/v1/write");
    Section section =
        Sections.parse(
            "endpoint: %s\nprotobuf_message: io.prometheus.write.v2.Request\n%s"
                .formatted(url, yaml));
    var config = PrometheusRemoteWriteConfig.read(section);
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
    backend.close();
  }

  private Batch gauges(String... names) {
    var metrics = new Metric[names.length];
    for (int i = 0; i < names.length; i++) metrics[i] = gauge(names[i], "", point(i, nanos(i)));
    return Metrics.batch(request(resource(), metrics));
  }

  private long nanos(long afterNow) {
    return (now + afterNow) * 1_000_000;
  }

  private static Reply written(int status, int samples, int histograms, int exemplars) {
    return Reply.of(status)
        .with(WRITTEN.formatted("Samples"), "" + samples)
        .with(WRITTEN.formatted("Histograms"), "" + histograms)
        .with(WRITTEN.formatted("Exemplars"), "" + exemplars);
  }

  private static RemoteWrite decode(Request request) {
    try {
      return RemoteWrite2.decode(Snappy.uncompress(request.body().bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPush_hasTheHeadersOfTheNewerVersion_andNoRequestForMetadata() {
    backend.willAnswer(written(204, 1, 0, 0));

    assertThat(exporter.push(gauges("a")).kind()).isEqualTo(Answer.Kind.DONE);

    assertThat(backend.requests()).hasSize(1);
    Request request = backend.requests().get(0);
    assertThat(request.header("Content-Encoding")).isEqualTo("snappy");
    assertThat(request.header("Content-Type"))
        .isEqualTo("application/x-protobuf;proto=io.prometheus.write.v2.Request");
    assertThat(request.header("X-Prometheus-Remote-Write-Version")).isEqualTo("2.0.0");
    assertThat(request.header("User-Agent")).startsWith("Sluice/");
    assertThat(decode(request).timeseries())
        .extracting(s -> s.name())
        .containsExactly("{__name__=\"a\"}");
  }

  @Test
  void aSuccessWithoutCounts_isAReceiverThatHasReadNothing() {
    backend.willAnswer(Reply.of(204));

    Answer answer = exporter.push(gauges("a"));

    assertThat(answer.kind()).isEqualTo(Answer.Kind.MISCONFIGURED);
    assertThat(answer.cause()).contains("cure: protobuf_message: prometheus.WriteRequest");
  }

  @Test
  void a415_saysWhatToChange() {
    backend.willAnswer(Reply.of(415));

    Answer answer = exporter.push(gauges("a"));

    assertThat(answer.kind()).isEqualTo(Answer.Kind.MISCONFIGURED);
    assertThat(answer.cause()).contains("protobuf_message", "prometheus.WriteRequest");
  }

  @Test
  void whatASuccessDidNotWrite_isRejected() {
    backend.willAnswer(written(200, 1, 0, 0));

    Answer answer = exporter.push(gauges("a", "b", "c"));

    assertThat(answer.kind()).isEqualTo(Answer.Kind.DONE);
    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_PARTIAL, 2));
    assertThat(answer.cause()).contains("wrote 1 of 3 samples");
  }

  @Test
  void oneHeaderIsEnough_toHaveReadTheRequest() {
    backend.willAnswer(Reply.of(204).with(WRITTEN.formatted("Histograms"), "0"));

    Answer answer = exporter.push(gauges("a", "b"));

    assertThat(answer.kind()).isEqualTo(Answer.Kind.DONE);
    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_PARTIAL, 2));
  }

  @Test
  void aLostExemplar_costsNoItem() {
    backend.willAnswer(written(204, 1, 0, 0));
    var exemplar = Exemplar.newBuilder().setTimeUnixNano(nanos(0)).setAsDouble(1);
    Batch batch =
        Metrics.batch(
            request(resource(), counter("c", "", point(1, nanos(0)).addExemplars(exemplar))));

    assertThat(exporter.push(batch).tally().exceptions()).isEmpty();
  }

  @Test
  void aRefusalThatHasStoredAPart_rejectsTheRestAtOnce() {
    backend.answers(request -> new Reply(400, written(400, 2, 0, 0).headers(), "label too long"));

    Answer answer = exporter.push(gauges("a", "b", "c"));

    assertThat(answer.kind()).isEqualTo(Answer.Kind.DONE);
    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_INVALID, 1));
    assertThat(answer.cause()).contains("label too long", "wrote 2 of 3 samples");
    assertThat(backend.requests()).hasSize(1);
  }

  @Test
  void aRefusalThatHasStoredNothing_isSearchedForItsReason() {
    backend.answers(request -> new Reply(400, written(400, 0, 0, 0).headers(), "label too long"));
    assertThat(exporter.push(gauges("a", "b")).kind()).isEqualTo(Answer.Kind.REFUSED);
  }

  @Test
  void aLateSample_isLeftOutOfTheSecondRequest_andNamed() {
    backend.answers(
        request -> {
          int samples = decode(request).timeseries().size();
          boolean late =
              decode(request).timeseries().stream()
                  .anyMatch(s -> s.samples().get(0).millis() < now);
          return late
              ? new Reply(400, written(400, samples - 1, 0, 0).headers(), "out of order sample")
              : written(204, samples, 0, 0);
        });
    exporter.push(gauges("a", "b"));
    var late =
        request(
            resource(), gauge("a", "", point(1, nanos(-5))), gauge("b", "", point(1, nanos(9))));

    Answer answer = exporter.push(Metrics.batch(late));

    assertThat(answer.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_OUT_OF_ORDER, 1));
    assertThat(answer.cause()).contains("metric 'a'");
  }

  @Test
  void histogramsInBothForms_goAsSeries_whereNativeOnesAreOff() {
    var both =
        exporter("convert_explicit_histograms_to_nhcb: true\nkeep_classic_histograms: true\n");
    backend.answers(
        request -> {
          List<RemoteWrite.TimeSeries> series = decode(request).timeseries();
          boolean isNative = series.stream().anyMatch(s -> !s.histograms().isEmpty());
          return isNative
              ? new Reply(400, written(400, 0, 0, 0).headers(), "native histograms are disabled")
              : written(204, series.size(), 0, 0);
        });
    var point = HistogramDataPoint.newBuilder().setTimeUnixNano(nanos(0)).setCount(3);

    Answer answer = both.push(Metrics.batch(request(resource(), histogram("lat", "s", point))));
    both.abort();

    assertThat(answer).isEqualTo(Answer.delivered());
    assertThat(decode(backend.requests().get(1)).timeseries())
        .extracting(s -> s.name())
        .containsExactly(
            "{__name__=\"lat_seconds_count\"}", "{__name__=\"lat_seconds_bucket\",le=\"+Inf\"}");
  }

  @Test
  void countsAreRead_whateverStandsInThem() {
    assertThat(Written.of(null, null, null).said()).isFalse();
    assertThat(Written.of("3", null, null)).isEqualTo(new Written(true, 3, 0, 0));
    assertThat(Written.of(" 3 ", "-1", "many")).isEqualTo(new Written(true, 3, 0, 0));
    for (String odd : List.of("", "9".repeat(40), "1e3", "+4")) {
      assertThat(Written.of(odd, odd, odd)).isEqualTo(new Written(true, 0, 0, 0));
    }
  }
}
