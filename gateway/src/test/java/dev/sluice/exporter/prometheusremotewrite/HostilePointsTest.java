package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Metrics;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Points that are little on the wire and would be much work, or much memory. */
class HostilePointsTest {
  private static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;

  /** More buckets than are read. */
  private static final int MANY = 70_000;

  private final WriteRequestEncoder encoder = Encoding.encoder(Translation.DEFAULT);

  private Encoding encode(Metric... metrics) {
    return Encoding.of(encoder, Metrics.batch(request(resource(), metrics)));
  }

  private static Metric innocent() {
    return gauge("innocent", "", point(1, 1_000_000));
  }

  private void assertTooLarge(Metric metric) {
    Encoding encoding = encode(innocent(), metric);
    assertThat(encoding.omissions).containsOnlyKeys(Omission.TOO_LARGE);
    assertThat(encoding.series()).containsExactly("{__name__=\"innocent\"} [1.0@1]");
  }

  private static NumberDataPoint.Builder pointOf(int attributes, Random random) {
    var keys = new ArrayList<String>();
    for (int i = 0; i < attributes; i++) keys.add("k" + i);
    Collections.shuffle(keys, random);
    NumberDataPoint.Builder point = point(1, 1_000_000);
    for (String key : keys) {
      point.addAttributes(Metrics.attribute(key, AnyValue.newBuilder().setStringValue("v")));
    }
    return point;
  }

  @Test
  @Timeout(60)
  void pointsOfVeryManyAttributes_areLeftOut_withoutSortingThem() {
    var random = new Random(1);
    for (int i = 0; i < 10; i++) assertTooLarge(gauge("g", "", pointOf(65_000, random)));
  }

  @Test
  void asManyLabelsAsMayBe_areSorted() {
    Encoding encoding = encode(gauge("g", "", pointOf(512, new Random(1))));
    assertThat(encoding.omissions).isEmpty();
    List<String> names =
        encoding.request.timeseries().get(0).labels().stream().map(label -> label.name()).toList();
    assertThat(names).hasSize(513).isSorted();
  }

  @Test
  void histogramsAndSummaries_ofVeryManySeries_areLeftOut() {
    var histogram = HistogramDataPoint.newBuilder().setTimeUnixNano(1_000_000);
    var summary = SummaryDataPoint.newBuilder().setTimeUnixNano(1_000_000);
    for (int i = 0; i < MANY; i++) {
      histogram.addExplicitBounds(i);
      summary.addQuantileValuesBuilder().setQuantile(i);
    }
    assertTooLarge(Metrics.histogram("h", "", histogram));
    assertTooLarge(
        Metric.newBuilder()
            .setName("s")
            .setSummary(Summary.newBuilder().addDataPoints(summary))
            .build());
  }

  @Test
  void exponentialHistograms_ofVeryManyBuckets_areLeftOut() {
    var point = ExponentialHistogramDataPoint.newBuilder().setTimeUnixNano(1_000_000);
    for (int i = 0; i < MANY; i++) point.getPositiveBuilder().addBucketCounts(0);
    assertTooLarge(
        Metric.newBuilder()
            .setName("e")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(CUMULATIVE)
                    .addDataPoints(point))
            .build());
  }

  @Test
  void whatAMetricsLabelsNeed_isCounted_andForgottenWhereItIsTooMuch() {
    encode(gauge("g", "", point(1, 1_000_000)));
    long before = encoder.knownBytes();
    encode(gauge("g", "", pointOf(500, new Random(1))));
    assertThat(encoder.knownBytes() - before).isGreaterThan(10_000);

    for (int i = 0; i < 200; i++) encode(gauge("g" + i, "", pointOf(500, new Random(i))));
    assertThat(encoder.knownBytes()).isLessThan(1 << 20);
  }

  /** The scan lets nobody in with such a value: this stands for any fault. */
  private static Batch thatFails() {
    var value = AnyValue.newBuilder();
    for (int i = 0; i < 120; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value));
    }
    var bad = point(1, 9_000_000).addAttributes(Metrics.attribute("deep", value));
    ExportMetricsServiceRequest request =
        request(resource(), gauge("g", "", point(1, 9_000_000), bad));
    var batch = new BatchBuilder(Signal.METRICS);
    var resource = resource("service.name", "failed", "host.name", "h").toByteArray();
    var rest = request.getResourceMetrics(0).toBuilder().clearResource().build().toByteArray();
    batch.add(
        Metrics.batch(request(resource(), innocent())),
        0,
        ResourceGroup.of(ByteSlice.of(resource), ByteSlice.of(rest), 2));
    return batch.build(Metadata.EMPTY);
  }

  @Test
  void aRequestThatFails_leavesNothingToTheNext() {
    assertThatThrownBy(() -> encoder.encode(thatFails(), Selection.ALL, Long.MAX_VALUE))
        .isInstanceOf(MalformedException.class);
    assertThat(encode(innocent()).series()).containsExactly("{__name__=\"innocent\"} [1.0@1]");
  }
}
