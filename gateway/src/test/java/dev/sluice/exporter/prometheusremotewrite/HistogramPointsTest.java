package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.attributes;
import static dev.sluice.testkit.Metrics.batch;
import static dev.sluice.testkit.Metrics.histogram;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Exemplar;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistogramPointsTest {
  private static final int COUNTS = HistogramDataPoint.BUCKET_COUNTS_FIELD_NUMBER;
  private static final int BOUNDS = HistogramDataPoint.EXPLICIT_BOUNDS_FIELD_NUMBER;
  private static final long TIME = 1_700_000_012_000_000_000L;

  private static HistogramDataPoint.Builder point() {
    return HistogramDataPoint.newBuilder()
        .setStartTimeUnixNano(1_700_000_000_000_000_000L)
        .setTimeUnixNano(TIME)
        .setCount(10)
        .setSum(55.5)
        .addAllExplicitBounds(List.of(0.005, 1e7))
        .addAllBucketCounts(List.of(2L, 3L, 5L));
  }

  private static io.opentelemetry.proto.metrics.v1.Exemplar exemplar(double value) {
    return io.opentelemetry.proto.metrics.v1.Exemplar.newBuilder()
        .setAsDouble(value)
        .setTimeUnixNano(TIME)
        .setTraceId(
            ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
        .build();
  }

  @Test
  void aHistogram_isItsSumItsCountAndBucketsThatAddUp() {
    assertThat(Encoding.of(resource(), histogram("lat", "ms", point())).series())
        .containsExactly(
            "{__name__=\"lat_milliseconds_bucket\",le=\"+Inf\"} [10.0@1700000012000]",
            "{__name__=\"lat_milliseconds_bucket\",le=\"0.005\"} [2.0@1700000012000]",
            "{__name__=\"lat_milliseconds_bucket\",le=\"10000000\"} [5.0@1700000012000]",
            "{__name__=\"lat_milliseconds_count\"} [10.0@1700000012000]",
            "{__name__=\"lat_milliseconds_sum\"} [55.5@1700000012000]");
  }

  @Test
  void theLastBucket_isTheCountThatWasSent() {
    var noBuckets = point().clearExplicitBounds().clearBucketCounts().clearSum();
    assertThat(Encoding.of(resource(), histogram("h", "", noBuckets)).series())
        .containsExactly(
            "{__name__=\"h_bucket\",le=\"+Inf\"} [10.0@1700000012000]",
            "{__name__=\"h_count\"} [10.0@1700000012000]");

    assertThat(Encoding.of(resource(), histogram("h", "", point().setCount(99))).series())
        .contains("{__name__=\"h_bucket\",le=\"+Inf\"} [99.0@1700000012000]");
  }

  @Test
  void anAttributeCalledLe_givesWay() {
    var point =
        point().addAllAttributes(attributes("le", "mine", "__name__", "x", "quantile", "q"));
    assertThat(Encoding.of(resource(), histogram("h", "", point)).names())
        .containsExactly(
            "{__name__=\"h_bucket\",le=\"+Inf\",quantile=\"q\"}",
            "{__name__=\"h_bucket\",le=\"0.005\",quantile=\"q\"}",
            "{__name__=\"h_bucket\",le=\"10000000\",quantile=\"q\"}",
            "{__name__=\"h_count\",quantile=\"q\"}",
            "{__name__=\"h_sum\",quantile=\"q\"}");
  }

  @Test
  void aBoundOfInfinity_makesNoSecondBucket() {
    var point = point().addExplicitBounds(Double.POSITIVE_INFINITY).addBucketCounts(0);
    assertThat(Encoding.of(resource(), histogram("h", "", point)).names()).hasSize(5);
  }

  @Test
  void boundsThatDoNotAscend_areCounted() {
    var unsorted = point().setExplicitBounds(1, 0.001);
    var nan = point().setExplicitBounds(0, Double.NaN);
    var encoding = Encoding.of(resource(), histogram("h", "", unsorted, nan, point()));

    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.CONTRADICTORY, 2));
    assertThat(encoding.names()).hasSize(5);
  }

  @Test
  void otherBounds_areOtherSeries_sharingSumAndCount() {
    var other = point().setExplicitBounds(1, 2).setTimeUnixNano(TIME + 1_000_000);
    var encoding = Encoding.of(resource(), histogram("h", "", point(), other));

    assertThat(encoding.names())
        .containsExactly(
            "{__name__=\"h_bucket\",le=\"+Inf\"}",
            "{__name__=\"h_bucket\",le=\"0.005\"}",
            "{__name__=\"h_bucket\",le=\"10000000\"}",
            "{__name__=\"h_bucket\",le=\"2\"}",
            "{__name__=\"h_count\"}",
            "{__name__=\"h_sum\"}");
    assertThat(encoding.series("{__name__=\"h_sum\"}").samples()).hasSize(2);
  }

  @Test
  void noRecordedValue_endsEverySeries() {
    var encoding = Encoding.of(resource(), histogram("h", "", point().setFlags(1)));

    assertThat(encoding.request.timeseries()).hasSize(5);
    for (RemoteWrite.TimeSeries series : encoding.request.timeseries()) {
      assertThat(series.samples())
          .as(series.name())
          .containsExactly(new RemoteWrite.Sample(0x7ff0000000000002L, 1_700_000_012_000L));
    }
  }

  @Test
  void noRecordedValue_endsSumsThatWereSentBefore() {
    var encoder = Encoding.encoder(Translation.DEFAULT);
    // As the prometheus receiver says it: no sum, no count, bounds kept.
    var end = point().clearSum().setCount(0).clearBucketCounts().setFlags(1);
    end.setTimeUnixNano(TIME + 1_000_000);

    var unknown = Encoding.of(encoder, batch(request(resource(), histogram("h", "", end))));
    Encoding.of(encoder, batch(request(resource(), histogram("h", "", point()))));
    var known = Encoding.of(encoder, batch(request(resource(), histogram("h", "", end))));

    assertThat(unknown.names()).doesNotContain("{__name__=\"h_sum\"}").hasSize(4);
    assertThat(known.names()).contains("{__name__=\"h_sum\"}").hasSize(5);
  }

  @Test
  void exemplars_goToTheFirstBucketThatHoldsThem() {
    var point =
        point()
            .addExemplars(exemplar(99_999_999))
            .addExemplars(exemplar(0.004))
            .addExemplars(exemplar(0.005));
    var encoding = Encoding.of(resource(), histogram("lat", "", point));

    assertThat(values(encoding.series("{__name__=\"lat_bucket\",le=\"0.005\"}").exemplars()))
        .containsExactly(0.004, 0.005);
    assertThat(values(encoding.series("{__name__=\"lat_bucket\",le=\"+Inf\"}").exemplars()))
        .containsExactly(99_999_999.0);
    assertThat(encoding.series("{__name__=\"lat_count\"}").exemplars()).isEmpty();
    Exemplar exemplar = encoding.series("{__name__=\"lat_bucket\",le=\"+Inf\"}").exemplars().get(0);
    assertThat(RemoteWrite.text(exemplar.labels()))
        .isEqualTo("{trace_id=\"0102030405060708090a0b0c0d0e0f10\"}");
  }

  private static List<Double> values(List<Exemplar> exemplars) {
    return exemplars.stream().map(Exemplar::value).toList();
  }

  @Test
  void aDeltaHistogram_isCounted() {
    Metric metric = histogram("h", "", point(), point()).toBuilder().build();
    var delta = metric.toBuilder();
    delta
        .getHistogramBuilder()
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);

    var encoding = Encoding.of(resource(), delta.build());

    assertThat(encoding.names()).isEmpty();
    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.DELTA, 2));
  }

  @Test
  void numbersThatAreNotPacked_areReadAllTheSame() {
    byte[] packed = request(resource(), histogram("h", "", point())).toByteArray();
    byte[] secondBound =
        new ProtoWriter().rawFixed64(Double.doubleToRawLongBits(1e7)).toByteArray();
    byte[] point =
        new ProtoWriter()
            .fixed64(COUNTS, 2)
            .float64(BOUNDS, 0.005)
            .fixed64(HistogramDataPoint.TIME_UNIX_NANO_FIELD_NUMBER, TIME)
            .fixed64(COUNTS, 3)
            .bytes(BOUNDS, secondBound)
            .fixed64(COUNTS, 5)
            .fixed64(HistogramDataPoint.COUNT_FIELD_NUMBER, 10)
            .float64(HistogramDataPoint.SUM_FIELD_NUMBER, 55.5)
            .toByteArray();
    byte[] histogram = new ProtoWriter().varint(2, 2).bytes(1, point).toByteArray();
    byte[] metric = new ProtoWriter().bytes(9, histogram).string(1, "h").toByteArray();
    byte[] scope = new ProtoWriter().bytes(2, metric).toByteArray();
    byte[] group = new ProtoWriter().bytes(2, scope).toByteArray();
    byte[] request = new ProtoWriter().bytes(1, group).toByteArray();

    var encoder = Encoding.encoder(Translation.DEFAULT);
    assertThat(Encoding.of(encoder, batch(request)).series())
        .isEqualTo(Encoding.of(encoder, batch(packed)).series());
  }
}
