package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.batch;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.histogram;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import dev.sluice.testkit.RemoteWrite;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final Selection IN_ORDER =
      new Selection(true, Long.MIN_VALUE, Long.MAX_VALUE, true);

  private final WriteRequestEncoder encoder = Encoding.encoder(Translation.DEFAULT);

  private static Batch gauges(String series, long... millis) {
    var metrics = new Metric[millis.length];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] = gauge(series, "", point(millis[i], millis[i] * 1_000_000));
    }
    return batch(request(resource(), metrics));
  }

  private List<String> encode(Batch batch, Selection selection) {
    Encoded encoded = encoder.encode(batch, selection, Long.MAX_VALUE);
    return RemoteWrite.decode(encoded.request().toByteArray()).timeseries().stream()
        .map(s -> s.samples().toString() + s.histograms().size())
        .toList();
  }

  private void send(Batch batch) {
    encoder.encode(batch, Selection.ALL, Long.MAX_VALUE);
    encoder.taken();
  }

  @Test
  void whatIsOlderThanWhatWasTaken_isLate() {
    send(gauges("g", 10));

    assertThat(encode(gauges("g", 9, 11), Selection.ALL)).containsExactly("[9.0@9, 11.0@11]0");
    assertThat(encode(gauges("g", 9, 11), IN_ORDER)).containsExactly("[11.0@11]0");
    Encoded encoded = encoder.encode(gauges("g", 9, 11), IN_ORDER, Long.MAX_VALUE);
    assertThat(encoded.omissions().points(Omission.LATE)).isEqualTo(1);
    assertThat(encoder.encode(gauges("other", 9), IN_ORDER, Long.MAX_VALUE).omissions().total())
        .isZero();
  }

  @Test
  void whatWasRefused_doesNotMakeOthersLate() {
    send(gauges("g", 10));
    encode(gauges("g", 20), Selection.ALL);

    assertThat(encode(gauges("g", 15), IN_ORDER)).containsExactly("[15.0@15]0");
  }

  @Test
  void theSameSampleAgain_isNotLate_anotherValueIs() {
    send(gauges("g", 10));

    assertThat(encode(gauges("g", 10), IN_ORDER)).containsExactly("[10.0@10]0");
    var other = batch(request(resource(), gauge("g", "", point(3, 10_000_000))));
    assertThat(encode(other, IN_ORDER)).isEmpty();
  }

  @Test
  void withinOneRequest_nothingIsLate() {
    send(gauges("g", 10));

    assertThat(encode(gauges("g", 13, 12, 11), IN_ORDER))
        .containsExactly("[11.0@11, 12.0@12, 13.0@13]0");
  }

  @Test
  void agesBeyondTheBounds_areLeftOut() {
    var selection = new Selection(false, 10, 20, true);
    Encoded encoded = encoder.encode(gauges("g", 9, 10, 20, 21), selection, Long.MAX_VALUE);

    assertThat(encoded.samples()).isEqualTo(2);
    assertThat(encoded.omissions().points(Omission.TOO_OLD)).isEqualTo(1);
    assertThat(encoded.omissions().points(Omission.TOO_NEW)).isEqualTo(1);
  }

  @Test
  void histograms_areJudgedByTheirCount() {
    send(batch(request(resource(), histogram("h", "", classic(10, 1)))));

    assertThat(encode(batch(request(resource(), histogram("h", "", classic(9, 1)))), IN_ORDER))
        .isEmpty();
    assertThat(encode(batch(request(resource(), histogram("h", "", classic(10, 2)))), IN_ORDER))
        .isEmpty();
    assertThat(encode(batch(request(resource(), histogram("h", "", classic(10, 1)))), IN_ORDER))
        .hasSize(2);
  }

  private static HistogramDataPoint.Builder classic(long millis, long count) {
    return HistogramDataPoint.newBuilder().setTimeUnixNano(millis * 1_000_000).setCount(count);
  }

  @Test
  void nativeHistograms_areLeftOutWhereTheyAreNotTaken() {
    Batch batch = batch(request(resource(), exponential(10), gauge("g", "", point(1, 1_000_000))));
    var without = new Selection(false, Long.MIN_VALUE, Long.MAX_VALUE, false);

    assertThat(encode(batch, Selection.ALL)).containsExactly("[]1", "[1.0@1]0");
    assertThat(encode(batch, without)).containsExactly("[1.0@1]0");
    assertThat(encoder.encode(batch, without, Long.MAX_VALUE).omissions().inWords())
        .contains("--enable-feature=native-histograms");
  }

  @Test
  void nativeHistograms_areLateAsOthersAre() {
    send(batch(request(resource(), exponential(10))));

    assertThat(encode(batch(request(resource(), exponential(9))), IN_ORDER)).isEmpty();
    assertThat(encode(batch(request(resource(), exponential(11))), IN_ORDER)).hasSize(1);
  }

  private static Metric exponential(long millis) {
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(millis * 1_000_000)
            .setCount(1)
            .setZeroCount(1);
    var histogram =
        ExponentialHistogram.newBuilder()
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
            .addDataPoints(point);
    return Metric.newBuilder().setName("e").setExponentialHistogram(histogram).build();
  }
}
