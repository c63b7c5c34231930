package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import dev.sluice.otlp.fixture.Flat;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpSplitTest {

  static List<Capture> captures() {
    return Captures.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void captures_areTheSameInParts(Capture capture) {
    for (ResourceGroup group : scan(capture.signal(), capture.bytes())) {
      for (int items : new int[] {1, 2, 7, group.items() - 1}) {
        List<ResourceGroup> parts = OtlpSplit.every(capture.signal(), group, Math.max(1, items));

        assertThat(Flat.items(Oracle.parse(capture.signal(), parts.toArray(new ResourceGroup[0]))))
            .isEqualTo(Flat.items(Oracle.parse(capture.signal(), group)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 4})
  void split_needsItemsOnBothSides(int items) {
    ResourceGroup group = metrics(metric(gauge(0, 1, 2)));

    assertThatThrownBy(() -> OtlpSplit.split(Signal.METRICS, group, items))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dataThatAnotherKindReplaced_isNoItemAndInNoPart() {
    ResourceGroup group = metrics(metric(gauge(7, 8, 9), sum(1, 0, 1), sum(2, 2, 3)));

    OtlpSplit.Parts parts = OtlpSplit.split(Signal.METRICS, group, 3);

    assertThat(group.items()).isEqualTo(4);
    assertThat(onlyMetric(parts.head()).getSum().getDataPointsList())
        .extracting(NumberDataPoint::getAsInt)
        .containsExactly(0L, 1L, 2L);
    assertThat(onlyMetric(parts.tail()).getSum().getDataPointsList())
        .extracting(NumberDataPoint::getAsInt)
        .containsExactly(3L);
  }

  @Test
  void mergedDataOfAMetric_saysTheSameInAllParts() {
    ResourceGroup group = metrics(metric(sum(1, 0, 1), sum(2, 2)));

    for (ResourceGroup part : OtlpSplit.every(Signal.METRICS, group, 1)) {
      assertThat(onlyMetric(part).getSum().getAggregationTemporality())
          .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    }
  }

  @Test
  void wholeScopes_areCopiedAsTheyStand() {
    byte[] scope = metric(gauge(1));
    ResourceGroup group = metrics(scope, scope, scope);

    OtlpSplit.Parts parts = OtlpSplit.split(Signal.METRICS, group, 1);

    assertThat(parts.head().sizeInBytes() + parts.tail().sizeInBytes())
        .isLessThan(group.sizeInBytes() + 10);
  }

  @Test
  void aGroupWithinTheBound_isOnePart() {
    ResourceGroup group = metrics(metric(gauge(0, 1, 2)));

    assertThat(OtlpSplit.every(Signal.METRICS, group, 3)).containsExactly(group);
    assertThat(OtlpSplit.itemsWithin(Signal.METRICS, group, group.sizeInBytes())).isEqualTo(3);
    assertThat(OtlpSplit.itemsWithin(Signal.METRICS, group, 0)).isZero();
  }

  private static ResourceGroup[] scan(Signal signal, byte[] request) {
    return OtlpScan.scan(signal, request, ScanLimits.DEFAULT).groups();
  }

  private static Metric onlyMetric(ResourceGroup group) {
    var request = (ExportMetricsServiceRequest) Oracle.parse(Signal.METRICS, group);
    return request.getResourceMetrics(0).getScopeMetrics(0).getMetrics(0);
  }

  private static ResourceGroup metrics(byte[]... metrics) {
    ProtoWriter scope = new ProtoWriter();
    for (byte[] metric : metrics) scope.bytes(Otlp.ScopeMetrics.METRICS, metric);
    ProtoWriter group = new ProtoWriter();
    group.bytes(Otlp.ResourceMetrics.SCOPE_METRICS, ByteSlice.of(scope.toByteArray()));
    return scan(Signal.METRICS, new ProtoWriter().bytes(1, group.toByteArray()).toByteArray())[0];
  }

  /** One metric put together from several, as a parser would merge them. */
  private static byte[] metric(Metric... parts) {
    ProtoWriter metric = new ProtoWriter().string(Otlp.Metric.NAME, "requests");
    for (Metric part : parts) metric.raw(ByteSlice.of(part.toByteArray()));
    return metric.toByteArray();
  }

  private static Metric gauge(long... values) {
    return Metric.newBuilder()
        .setGauge(Gauge.newBuilder().addAllDataPoints(points(values)))
        .build();
  }

  private static Metric sum(int temporality, long... values) {
    return Metric.newBuilder()
        .setSum(
            Sum.newBuilder()
                .addAllDataPoints(points(values))
                .setAggregationTemporalityValue(temporality))
        .build();
  }

  private static List<NumberDataPoint> points(long... values) {
    return Stream.of(values)
        .flatMapToLong(java.util.Arrays::stream)
        .mapToObj(value -> NumberDataPoint.newBuilder().setAsInt(value).build())
        .toList();
  }
}
