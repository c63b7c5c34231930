package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite2;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Deltas added up: times are seconds from 1000 on, each delta's interval is the one before. */
class DeltaStreamsTest {
  private static final AggregationTemporality DELTA =
      AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;

  private static final String ON =
      """
      protobuf_message: io.prometheus.write.v2.Request
      delta_to_cumulative: {enabled: true, max_stale: 1m, max_streams: 3}
      """;

  private final WriteRequestEncoder encoder = Encoding.encoder(Translations.of(ON));

  private static long nanos(int second) {
    return (1000L + second) * 1_000_000_000L;
  }

  private static Batch batch(Metric... metrics) {
    return Metrics.batch(request(resource(), metrics));
  }

  private static Metric sum(int second, double value, String... attributes) {
    return Metrics.sum(
        "d",
        "",
        true,
        DELTA,
        point(value, nanos(second), attributes).setStartTimeUnixNano(nanos(second - 1)));
  }

  private Encoding take(Metric... metrics) {
    return Encoding.of(encoder, batch(metrics));
  }

  private RemoteWrite refuse(Metric... metrics) {
    Encoded encoded = encoder.encode(batch(metrics), Selection.ALL, Long.MAX_VALUE);
    return RemoteWrite2.decode(encoded.request().toByteArray());
  }

  @Test
  void sums_areAddedUp_sinceTheFirstDelta() {
    assertThat(take(sum(1, 5)).series())
        .containsExactly("{__name__=\"d_total\"} [5.0@1001000 since 1000000]");
    assertThat(take(sum(2, 2)).series())
        .containsExactly("{__name__=\"d_total\"} [7.0@1002000 since 1000000]");
    assertThat(take(sum(3, 1), sum(4, 1)).series())
        .containsExactly(
            "{__name__=\"d_total\"} [8.0@1003000 since 1000000, 9.0@1004000 since 1000000]");
  }

  @Test
  void whatTheBackendDidNotTake_isNotAdded() {
    take(sum(1, 5));
    assertThat(refuse(sum(2, 2)).timeseries().get(0).samples().get(0).value()).isEqualTo(7);
    assertThat(refuse(sum(2, 2)).timeseries().get(0).samples().get(0).value()).isEqualTo(7);
    assertThat(take(sum(2, 2)).series())
        .containsExactly("{__name__=\"d_total\"} [7.0@1002000 since 1000000]");
    assertThat(take(sum(3, 1)).series())
        .containsExactly("{__name__=\"d_total\"} [8.0@1003000 since 1000000]");
  }

  @Test
  void aFirstDeltaThatWasNotTaken_leavesNothingBehind() {
    refuse(sum(1, 5));
    take(gauge("other", "", point(1, nanos(1))));
    assertThat(encoder.deltas().size()).isZero();
    assertThat(take(sum(2, 2)).series())
        .containsExactly("{__name__=\"d_total\"} [2.0@1002000 since 1001000]");
  }

  @Test
  void aDeltaOfATimeThatWasCounted_isLeftOut() {
    take(sum(5, 5));
    Encoding late = take(sum(5, 5), sum(4, 1), sum(6, 1));
    assertThat(late.series()).containsExactly("{__name__=\"d_total\"} [6.0@1006000 since 1004000]");
    assertThat(late.omissions).isEqualTo(Map.of(Omission.DELTA_LATE, 2));
    assertThat(late.omissionsInWords).contains("service.instance.id");
  }

  @Test
  void aSeriesWithoutDeltas_isForgotten_andBeginsAnew() {
    encoder.at(0);
    take(sum(1, 5));
    encoder.at(Duration.ofSeconds(59).toNanos());
    take(sum(2, 1));
    encoder.at(Duration.ofSeconds(118).toNanos());
    assertThat(take(sum(3, 1)).series())
        .containsExactly("{__name__=\"d_total\"} [7.0@1003000 since 1000000]");
    encoder.at(Duration.ofSeconds(179).toNanos());
    assertThat(take(sum(4, 1)).series())
        .containsExactly("{__name__=\"d_total\"} [1.0@1004000 since 1003000]");
  }

  @Test
  void beyondTheBound_newSeriesAreLeftOut_oldOnesGoOn() {
    take(sum(1, 1, "a", "1"), sum(1, 1, "a", "2"), sum(1, 1, "a", "3"));
    Encoding more = take(sum(2, 1, "a", "4"), sum(2, 1, "a", "1"));
    assertThat(more.omissions).isEqualTo(Map.of(Omission.DELTA_STREAMS, 1));
    assertThat(more.series())
        .containsExactly("{__name__=\"d_total\",a=\"1\"} [2.0@1002000 since 1000000]");
    assertThat(more.omissionsInWords).contains("max_streams");
  }

  @Test
  void theCacheOfSeries_mayForget_theSumStays() {
    var small = new WriteRequestEncoder(Translations.of(ON), 1);
    Encoding.of(small, batch(sum(1, 5)));
    Encoding.of(small, batch(gauge("other", "", point(1, nanos(1)))));
    assertThat(Encoding.of(small, batch(sum(2, 2))).series())
        .containsExactly("{__name__=\"d_total\"} [7.0@1002000 since 1000000]");
  }

  private static Metric histogram(int second, List<Double> bounds, long... counts) {
    var point =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(nanos(second - 1))
            .setTimeUnixNano(nanos(second))
            .setSum(1.5)
            .addAllExplicitBounds(bounds);
    long count = 0;
    for (long inBucket : counts) {
      point.addBucketCounts(inBucket);
      count += inBucket;
    }
    return Metric.newBuilder()
        .setName("h")
        .setHistogram(
            Histogram.newBuilder()
                .setAggregationTemporality(DELTA)
                .addDataPoints(point.setCount(count)))
        .build();
  }

  @Test
  void histograms_areAddedUpBucketByBucket() {
    take(histogram(1, List.of(1.0, 2.0), 1, 0, 4));
    assertThat(take(histogram(2, List.of(1.0, 2.0), 0, 3, 0)).series())
        .containsExactly(
            "{__name__=\"h_bucket\",le=\"+Inf\"} [8.0@1002000 since 1000000]",
            "{__name__=\"h_bucket\",le=\"1\"} [1.0@1002000 since 1000000]",
            "{__name__=\"h_bucket\",le=\"2\"} [4.0@1002000 since 1000000]",
            "{__name__=\"h_count\"} [8.0@1002000 since 1000000]",
            "{__name__=\"h_sum\"} [3.0@1002000 since 1000000]");
  }

  @Test
  void otherBounds_beginAnew() {
    take(histogram(1, List.of(1.0, 2.0), 1, 0, 4));
    assertThat(take(histogram(2, List.of(1.0), 2, 3)).series("{__name__=\"h_count\"}").samples())
        .hasToString("[5.0@1002000 since 1001000]");
  }

  private static Metric exponential(int second, int scale, int offset, List<Long> counts) {
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(nanos(second - 1))
            .setTimeUnixNano(nanos(second))
            .setScale(scale)
            .setZeroCount(1)
            .setSum(2.5)
            .setCount(1 + counts.stream().mapToLong(c -> c).sum());
    point.getPositiveBuilder().setOffset(offset).addAllBucketCounts(counts);
    return Metric.newBuilder()
        .setName("e")
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder().setAggregationTemporality(DELTA).addDataPoints(point))
        .build();
  }

  @Test
  void exponentialHistograms_areAddedUp_atTheCoarserScale() {
    take(exponential(1, 2, 0, List.of(1L, 1L, 1L, 1L)));
    var sum =
        take(exponential(2, 1, 1, List.of(5L, 6L))).series("{__name__=\"e\"}").histograms().get(0);

    assertThat(sum.schema()).isEqualTo(1);
    assertThat(sum.count()).isEqualTo(17);
    assertThat(sum.zeroCount()).isEqualTo(2);
    assertThat(Double.longBitsToDouble(sum.sumBits())).isEqualTo(5);
    assertThat(sum.positiveSpans()).containsExactly(new RemoteWrite.Span(1, 3));
    assertThat(sum.positiveDeltas()).containsExactly(2L, 5L, -1L);
    assertThat(sum.startMillis()).isEqualTo(1_000_000);
  }

  /** In whatever order of scales and places: nothing is lost, and it never grows too wide. */
  @Property
  void whateverIsAdded_allOfItIsThere(
      @ForAll @Size(max = 20) List<@IntRange(min = -100_000, max = 100_000) Integer> offsets,
      @ForAll @IntRange(min = -4, max = 20) int firstScale) {
    var sum = new Accumulation();
    var none = new DenseBuckets();
    long all = 0;
    for (int i = 0; i < offsets.size(); i++) {
      var more = new DenseBuckets();
      more.clear(offsets.get(i));
      for (int k = 0; k <= i; k++) more.add(k % 3);
      long count = more.total();
      int scale = Math.max(-4, firstScale - i % 7);
      sum.expect(0, scale, count);
      sum.advance(0, i);
      sum.add(more, none, scale);
      all += count;
      assertThat(sum.positive.total()).isEqualTo(all);
      assertThat(sum.positive.size()).isLessThanOrEqualTo(160);
    }
  }

  @Test
  void buckets_keepTheirPlaceAsTheyAreMerged() {
    var fine = new DenseBuckets();
    fine.clear(-3);
    for (long count : new long[] {1, 2, 3, 4, 5, 6}) fine.add(count);
    fine.shrink(1);
    var counts = new ArrayList<Long>();
    for (int i = 0; i < fine.size(); i++) counts.add(fine.count(i));
    assertThat(fine.offset()).isEqualTo(-2);
    assertThat(counts).containsExactly(1L, 5L, 9L, 6L);
  }

  @Test
  void withoutTheOption_deltasAreCounted_withBothCures() {
    Encoding off = Encoding.of(Translation.DEFAULT, request(resource(), sum(1, 5)));
    assertThat(off.omissions).isEqualTo(Map.of(Omission.DELTA, 1));
    assertThat(off.omissionsInWords)
        .contains(
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative",
            "delta_to_cumulative: {enabled: true}");
  }
}
