package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import java.util.List;

/** Verbosity detailed for metrics: what stands around the data points. */
final class LongMetrics {
  private LongMetrics() {}

  static void print(Batch batch, TextBlock block) {
    for (int i = 0; i < batch.size(); i++) {
      LongText.resource("ResourceMetrics", i, batch.group(i), block);
      Fields group = new Fields(batch.group(i).rest());
      List<Fields> scopes = group.messages(Otlp.ResourceMetrics.SCOPE_METRICS);
      for (int j = 0; j < scopes.size(); j++) {
        LongText.scope("ScopeMetrics", j, scopes.get(j), block);
        List<Fields> metrics = scopes.get(j).messages(Otlp.ScopeMetrics.METRICS);
        for (int k = 0; k < metrics.size(); k++) {
          block.begin();
          block.add("Metric #").add(k).end();
          metric(metrics.get(k), block);
        }
      }
    }
  }

  private static void metric(Fields metric, TextBlock block) {
    MetricData data = MetricData.of(metric);
    block.line("Descriptor:");
    block.add("     -> Name: ").text(metric.bytes(Otlp.Metric.NAME)).end();
    block.add("     -> Description: ").text(metric.bytes(Otlp.Metric.DESCRIPTION)).end();
    block.add("     -> Unit: ").text(metric.bytes(Otlp.Metric.UNIT)).end();
    block.add("     -> DataType: ").add(data.type().word()).end();
    switch (data.type()) {
      case EMPTY, GAUGE, SUMMARY -> {}
      case SUM -> {
        boolean monotonic = data.data().varint(Otlp.Sum.IS_MONOTONIC) != 0;
        block.add("     -> IsMonotonic: ").add(String.valueOf(monotonic)).end();
        temporality(data.data().number(Otlp.Sum.AGGREGATION_TEMPORALITY), block);
      }
      case HISTOGRAM ->
          temporality(data.data().number(Otlp.Histogram.AGGREGATION_TEMPORALITY), block);
      case EXPONENTIAL_HISTOGRAM ->
          temporality(data.data().number(Otlp.ExponentialHistogram.AGGREGATION_TEMPORALITY), block);
    }
    for (int i = 0; i < data.points().size(); i++) {
      block.begin();
      LongPoints.print(data, i, block);
    }
  }

  private static void temporality(int temporality, TextBlock block) {
    String word =
        switch (temporality) {
          case Otlp.AggregationTemporality.UNSPECIFIED -> "Unspecified";
          case Otlp.AggregationTemporality.DELTA -> "Delta";
          case Otlp.AggregationTemporality.CUMULATIVE -> "Cumulative";
          default -> "";
        };
    block.add("     -> AggregationTemporality: ").add(word).end();
  }
}
