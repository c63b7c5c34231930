package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Span;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExponentialPointsTest {
  private static final long TIME = 1_700_000_012_000_000_000L;

  private static Metric metric(ExponentialHistogramDataPoint.Builder... points) {
    var histogram =
        ExponentialHistogram.newBuilder()
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (ExponentialHistogramDataPoint.Builder point : points) histogram.addDataPoints(point);
    return Metric.newBuilder().setName("e").setUnit("s").setExponentialHistogram(histogram).build();
  }

  /** A point whose count is that of its buckets. */
  private static ExponentialHistogramDataPoint.Builder point(
      int scale, int offset, long... counts) {
    var buckets = Buckets.newBuilder().setOffset(offset);
    for (long count : counts) buckets.addBucketCounts(count);
    return ExponentialHistogramDataPoint.newBuilder()
        .setTimeUnixNano(TIME)
        .setScale(scale)
        .setCount(Arrays.stream(counts).sum())
        .setSum(5)
        .setPositive(buckets);
  }

  private static RemoteWrite.Histogram encode(ExponentialHistogramDataPoint.Builder point) {
    var series = Encoding.of(resource(), metric(point)).series("{__name__=\"e_seconds\"}");
    assertThat(series.samples()).isEmpty();
    assertThat(series.histograms()).hasSize(1);
    return series.histograms().get(0);
  }

  private static void assertLayout(
      RemoteWrite.Histogram histogram, List<Span> spans, List<Long> deltas) {
    assertThat(histogram.positiveSpans()).isEqualTo(spans);
    assertThat(histogram.positiveDeltas()).isEqualTo(deltas);
  }

  @Test
  void gapsOfMoreThanTwo_openASpan() {
    var point = point(1, -2, 1, 0, 0, 0, 0, 4, 2);
    point.setNegative(Buckets.newBuilder().setOffset(3).addBucketCounts(4)).setCount(11);

    RemoteWrite.Histogram histogram = encode(point);

    assertLayout(histogram, List.of(new Span(-1, 1), new Span(4, 2)), List.of(1L, 3L, -2L));
    assertThat(histogram.negativeSpans()).containsExactly(new Span(4, 1));
    assertThat(histogram.negativeDeltas()).containsExactly(4L);
    assertThat(histogram.schema()).isEqualTo(1);
    assertThat(histogram.count()).isEqualTo(11);
    assertThat(histogram.millis()).isEqualTo(1_700_000_012_000L);
    assertThat(histogram.zeroThreshold()).isEqualTo(1e-128);
  }

  @Test
  void scalesAboveEight_areMergedDown() {
    RemoteWrite.Histogram histogram = encode(point(10, -3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));

    assertLayout(histogram, List.of(new Span(0, 3)), List.of(3L, 1L, -1L));
    assertThat(histogram.schema()).isEqualTo(8);
  }

  @Test
  void emptyBucketsBeforeMergedOnes_doNotSplitThem() {
    RemoteWrite.Histogram histogram = encode(point(9, 0, 1, 0, 0, 0, 1, 1, 1, 1));

    assertLayout(histogram, List.of(new Span(1, 4)), List.of(1L, -1L, 2L, 0L));
  }

  @Test
  void theLastBucket_isWrittenThoughEmpty() {
    assertLayout(
        encode(point(0, 0, 1, 0, 0, 2, 0, 0, 0, 3, 0)),
        List.of(new Span(1, 4), new Span(3, 2)),
        List.of(1L, -1L, 0L, 2L, 1L, -3L));
  }

  @Test
  void leadingEmptyBuckets_areAnEmptySpan() {
    assertLayout(
        encode(point(0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)),
        List.of(new Span(5, 0), new Span(5, 1), new Span(3, 1)),
        List.of(1L, -1L));
  }

  @Test
  void noBuckets_areNoSpans() {
    RemoteWrite.Histogram histogram = encode(point(3, 7).setZeroCount(4).setCount(4));

    assertLayout(histogram, List.of(), List.of());
    assertThat(histogram.zeroCount()).isEqualTo(4);
  }

  @Test
  void theZeroThreshold_isThePointsOwn() {
    assertThat(encode(point(0, 0, 1).setZeroThreshold(0.25)).zeroThreshold()).isEqualTo(0.25);
    assertThat(encode(point(0, 0, 1).setZeroThreshold(-1)).zeroThreshold()).isEqualTo(1e-128);
  }

  @Test
  void aScaleBelowMinusFour_costsThatPointAlone() {
    var encoding = Encoding.of(resource(), metric(point(-5, 0, 1), point(-4, 0, 2)));

    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.SCALE, 1));
    assertThat(encoding.request.timeseries()).hasSize(1);
    assertThat(encoding.request.timeseries().get(0).histograms())
        .extracting(RemoteWrite.Histogram::count)
        .containsExactly(2L);

    assertThat(Encoding.of(resource(), metric(point(-5, 0, 1))).bytes)
        .as("no series without a value")
        .isEmpty();
  }

  @Test
  void countsThatDoNotAddUp_areCounted() {
    var nan = point(0, 0, 1).setCount(3).setSum(Double.NaN);
    var encoding =
        Encoding.of(
            resource(),
            metric(
                point(0, 0, 1).setCount(2),
                point(0, 0, -1, 1),
                point(0, 0, Long.MAX_VALUE, Long.MAX_VALUE),
                point(0, 0, 1).setCount(0).setSum(Double.NaN),
                nan));

    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.CONTRADICTORY, 4));
    assertThat(encoding.request.timeseries().get(0).histograms()).hasSize(1);
  }

  @Test
  void noRecordedValue_isAStaleHistogram() {
    RemoteWrite.Histogram histogram = encode(point(0, 0, 1, 2).setFlags(1));

    assertThat(histogram.sumBits()).isEqualTo(0x7ff0000000000002L);
    assertThat(histogram.count()).isEqualTo(9218868437227405314L);
    assertLayout(histogram, List.of(), List.of());
  }

  @Test
  void histogramsOfOneSeries_areInTheOrderOfTime() {
    var encoding =
        Encoding.of(
            resource(), metric(point(0, 0, 2).setTimeUnixNano(TIME + 5_000_000), point(0, 0, 1)));

    assertThat(encoding.request.timeseries()).hasSize(1);
    assertThat(encoding.request.timeseries().get(0).histograms())
        .extracting(RemoteWrite.Histogram::count)
        .containsExactly(1L, 2L);
  }

  @Test
  void ofVeryManyHistogramsInDisorder_eachTimeIsThereOnce() {
    var points = new ExponentialHistogramDataPoint.Builder[600];
    for (int i = 0; i < points.length; i++) {
      points[i] = point(0, 0, i).setTimeUnixNano(TIME + 1_000_000L * (i * 7 % 200));
    }

    var encoding = Encoding.of(resource(), metric(points));

    assertThat(encoding.series("{__name__=\"e_seconds\"}").histograms())
        .extracting(RemoteWrite.Histogram::millis)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(200);
  }

  @Test
  void theOutermostIndexes_areStillSaid() {
    assertLayout(
        encode(point(0, Integer.MAX_VALUE, 1)),
        List.of(new Span(Integer.MAX_VALUE, 1)),
        List.of(1L));
    assertLayout(
        encode(point(Integer.MAX_VALUE, Integer.MIN_VALUE, 1, 1)),
        List.of(new Span(0, 1)),
        List.of(2L));
  }
}
