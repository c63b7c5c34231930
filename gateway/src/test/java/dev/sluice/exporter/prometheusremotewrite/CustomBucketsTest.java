package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.histogram;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.RemoteWrite.Histogram;
import dev.sluice.testkit.RemoteWrite.Span;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CustomBucketsTest {
  private static final long MILLIS = 1_700_000_012_000L;
  private static final long START_MILLIS = 1_700_000_000_000L;

  private static final Translation CUSTOM =
      Translations.of(
          """
          protobuf_message: io.prometheus.write.v2.Request
          convert_explicit_histograms_to_nhcb: true
          """);

  private static HistogramDataPoint.Builder point(
      long count, List<Double> bounds, List<Long> counts) {
    return HistogramDataPoint.newBuilder()
        .setStartTimeUnixNano(START_MILLIS * 1_000_000)
        .setTimeUnixNano(MILLIS * 1_000_000)
        .setCount(count)
        .setSum(55.5)
        .addAllExplicitBounds(bounds)
        .addAllBucketCounts(counts);
  }

  private static Encoding encode(HistogramDataPoint.Builder point) {
    return Encoding.of(CUSTOM, request(resource(), histogram("lat", "s", point)));
  }

  private static Histogram only(Encoding encoding) {
    return encoding.series("{__name__=\"lat_seconds\"}").histograms().get(0);
  }

  @Test
  void aHistogram_isOneSeriesWithItsBounds() {
    Encoding encoding = encode(point(10, List.of(0.005, 1.0), List.of(2L, 3L, 5L)));

    assertThat(encoding.request.timeseries()).hasSize(1);
    assertThat(only(encoding))
        .isEqualTo(
            new Histogram(
                10,
                Double.doubleToRawLongBits(55.5),
                -53,
                0,
                0,
                List.of(),
                List.of(),
                List.of(new Span(0, 3)),
                List.of(2L, 1L, 2L),
                List.of(0.005, 1.0),
                MILLIS,
                START_MILLIS));
  }

  @Test
  void emptyBuckets_areLeftOut() {
    Histogram histogram =
        only(encode(point(7, List.of(1.0, 2.0, 3.0, 4.0, 5.0), List.of(3L, 0L, 0L, 0L, 0L, 4L))));
    assertThat(histogram.positiveSpans()).containsExactly(new Span(0, 1), new Span(4, 1));
    assertThat(histogram.positiveDeltas()).containsExactly(3L, 1L);
  }

  @Test
  void whatStandsInNoBucket_isAboveAllBounds() {
    assertThat(only(encode(point(12, List.of(1.0), List.of(2L, 3L)))).positiveDeltas())
        .containsExactly(2L, 8L);
    assertThat(only(encode(point(12, List.of(), List.of()))).positiveDeltas()).containsExactly(12L);
    Histogram infinite =
        only(encode(point(5, List.of(1.0, Double.POSITIVE_INFINITY), List.of(2L, 3L, 0L))));
    assertThat(infinite.customValues()).containsExactly(1.0);
    assertThat(infinite.positiveDeltas()).containsExactly(2L, 1L);
  }

  @Test
  void moreInTheBucketsThanCounted_isLeftOut() {
    assertThat(encode(point(4, List.of(1.0), List.of(2L, 3L))).omissions)
        .isEqualTo(Map.of(Omission.CONTRADICTORY, 1));
  }

  @Test
  void noRecordedValue_isTheStaleMarkerAsSum() {
    Histogram stale = only(encode(point(4, List.of(1.0), List.of(2L, 2L)).setFlags(1)));
    assertThat(stale.sumBits()).isEqualTo(Values.STALE);
    assertThat(stale.positiveSpans()).isEmpty();
  }

  @Test
  void exemplars_stayWithIt() {
    var exemplar = Exemplar.newBuilder().setAsDouble(0.5).setTimeUnixNano(MILLIS * 1_000_000);
    Encoding encoding = encode(point(4, List.of(1.0), List.of(2L, 2L)).addExemplars(exemplar));
    assertThat(encoding.series("{__name__=\"lat_seconds\"}").exemplars()).hasSize(1);
  }

  @Test
  void classicSeries_standBesideIt_whereTheyAreKept() {
    var both =
        Translations.of(
            """
            protobuf_message: io.prometheus.write.v2.Request
            convert_explicit_histograms_to_nhcb: true
            keep_classic_histograms: true
            """);
    var request =
        request(resource(), histogram("lat", "s", point(10, List.of(1.0), List.of(2L, 8L))));

    assertThat(Encoding.of(both, request).names())
        .containsExactly(
            "{__name__=\"lat_seconds\"}",
            "{__name__=\"lat_seconds_bucket\",le=\"+Inf\"}",
            "{__name__=\"lat_seconds_bucket\",le=\"1\"}",
            "{__name__=\"lat_seconds_count\"}",
            "{__name__=\"lat_seconds_sum\"}");
  }
}
