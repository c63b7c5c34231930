package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.attributes;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.RemoteWrite;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryPointsTest {
  private static Metric metric(SummaryDataPoint.Builder... points) {
    var summary = Summary.newBuilder();
    for (SummaryDataPoint.Builder point : points) summary.addDataPoints(point);
    return Metric.newBuilder().setName("rpc").setUnit("s").setSummary(summary).build();
  }

  private static SummaryDataPoint.Builder point() {
    return SummaryDataPoint.newBuilder()
        .setTimeUnixNano(5_000_000)
        .setCount(3)
        .setSum(1.5)
        .addQuantileValues(ValueAtQuantile.newBuilder().setQuantile(0.5).setValue(0.1))
        .addQuantileValues(ValueAtQuantile.newBuilder().setQuantile(1).setValue(0.9));
  }

  @Test
  void aSummary_isItsSumItsCountAndItsQuantiles() {
    assertThat(Encoding.of(resource(), metric(point())).series())
        .containsExactly(
            "{__name__=\"rpc_seconds\",quantile=\"0.5\"} [0.1@5]",
            "{__name__=\"rpc_seconds\",quantile=\"1\"} [0.9@5]",
            "{__name__=\"rpc_seconds_count\"} [3.0@5]",
            "{__name__=\"rpc_seconds_sum\"} [1.5@5]");
  }

  @Test
  void aSummaryWithoutQuantiles_hasASumAllTheSame() {
    assertThat(Encoding.of(resource(), metric(point().clearQuantileValues().clearSum())).series())
        .containsExactly(
            "{__name__=\"rpc_seconds_count\"} [3.0@5]", "{__name__=\"rpc_seconds_sum\"} [0.0@5]");
  }

  @Test
  void anAttributeCalledQuantile_givesWay() {
    var point = point().addAllAttributes(attributes("quantile", "mine", "le", "kept"));
    assertThat(Encoding.of(resource(), metric(point)).names())
        .contains(
            "{__name__=\"rpc_seconds\",le=\"kept\",quantile=\"0.5\"}",
            "{__name__=\"rpc_seconds_sum\",le=\"kept\"}")
        .hasSize(4);
  }

  @Test
  void aQuantileTwice_isCounted() {
    var twice = point().addQuantileValues(ValueAtQuantile.newBuilder().setQuantile(1).setValue(7));
    var encoding = Encoding.of(resource(), metric(twice));

    assertThat(encoding.names()).isEmpty();
    assertThat(encoding.omissions).isEqualTo(Map.of(Omission.CONTRADICTORY, 1));
  }

  @Test
  void noRecordedValue_endsEverySeries() {
    var encoding = Encoding.of(resource(), metric(point().setFlags(1)));

    assertThat(encoding.request.timeseries()).hasSize(4);
    assertThat(encoding.request.timeseries())
        .allSatisfy(
            s ->
                assertThat(s.samples())
                    .containsExactly(new RemoteWrite.Sample(0x7ff0000000000002L, 5)));
  }
}
