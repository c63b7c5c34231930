package dev.sluice.exporter.debug;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.WireType;
import java.util.List;

/** Verbosity normal for metrics: a line for each data point, as in {@code requests{code=200} 7}. */
final class ShortMetrics {
  private ShortMetrics() {}

  static void metrics(Batch batch, TextBlock block) {
    for (ResourceGroup group : batch.groups()) {
      for (Fields scope : new Fields(group.rest()).messages(Otlp.ResourceMetrics.SCOPE_METRICS)) {
        for (Fields metric : scope.messages(Otlp.ScopeMetrics.METRICS)) metric(metric, block);
      }
    }
  }

  private static void metric(Fields metric, TextBlock block) {
    MetricData data = MetricData.of(metric);
    ByteSlice name = metric.bytes(Otlp.Metric.NAME);
    for (Fields point : data.points()) {
      block.begin();
      block.text(name).add("{");
      List<Fields> attributes = point.messages(data.attributesField());
      ShortText.attributes(attributes, ",", block);
      block.add("} ");
      switch (data.type()) {
        case GAUGE, SUM -> number(point, block);
        case HISTOGRAM -> histogram(point, block);
        case EXPONENTIAL_HISTOGRAM -> exponentialHistogram(point, block);
        case SUMMARY -> summary(point, block);
        case EMPTY -> throw new IllegalStateException("points without data");
      }
      block.end();
    }
  }

  private static void number(Fields point, TextBlock block) {
    switch (point.lastOf(MetricData.POINT_VALUE)) {
      case Otlp.NumberDataPoint.AS_DOUBLE ->
          block.general(point.decimal(Otlp.NumberDataPoint.AS_DOUBLE));
      case Otlp.NumberDataPoint.AS_INT -> block.add(point.fixed64(Otlp.NumberDataPoint.AS_INT));
      default -> {}
    }
  }

  private static void histogram(Fields point, TextBlock block) {
    block.add("count=").addUnsigned(point.fixed64(Otlp.HistogramDataPoint.COUNT));
    optional(point, Otlp.HistogramDataPoint.SUM, " sum=", block);
    optional(point, Otlp.HistogramDataPoint.MIN, " min=", block);
    optional(point, Otlp.HistogramDataPoint.MAX, " max=", block);
    long[] counts = point.numbers(Otlp.HistogramDataPoint.BUCKET_COUNTS, WireType.FIXED64);
    long[] bounds = point.numbers(Otlp.HistogramDataPoint.EXPLICIT_BOUNDS, WireType.FIXED64);
    for (int i = 0; i < counts.length; i++) {
      block.add(" ");
      if (i < bounds.length) {
        block.add("le").general(Double.longBitsToDouble(bounds[i])).add("=");
      }
      block.addUnsigned(counts[i]);
    }
  }

  private static void exponentialHistogram(Fields point, TextBlock block) {
    block.add("count=").addUnsigned(point.fixed64(Otlp.ExponentialHistogramDataPoint.COUNT));
    optional(point, Otlp.ExponentialHistogramDataPoint.SUM, " sum=", block);
    optional(point, Otlp.ExponentialHistogramDataPoint.MIN, " min=", block);
    optional(point, Otlp.ExponentialHistogramDataPoint.MAX, " max=", block);
  }

  private static void optional(Fields point, int field, String name, TextBlock block) {
    if (point.hasFixed64(field)) block.add(name).general(point.decimal(field));
  }

  private static void summary(Fields point, TextBlock block) {
    block.add("count=").addUnsigned(point.fixed64(Otlp.SummaryDataPoint.COUNT));
    block.add(" sum=").fixed(point.decimal(Otlp.SummaryDataPoint.SUM));
    for (Fields quantile : point.messages(Otlp.SummaryDataPoint.QUANTILE_VALUES)) {
      block.add(" q").general(quantile.decimal(Otlp.SummaryDataPoint.ValueAtQuantile.QUANTILE));
      block.add("=").general(quantile.decimal(Otlp.SummaryDataPoint.ValueAtQuantile.VALUE));
    }
  }
}
