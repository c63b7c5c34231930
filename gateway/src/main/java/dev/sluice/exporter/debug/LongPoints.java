package dev.sluice.exporter.debug;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.WireType;
import java.util.List;

/** Verbosity detailed for data points. */
final class LongPoints {
  private static final Fields.OneOf EXEMPLAR_VALUE =
      cursor -> cursor.isFixed64(Otlp.Exemplar.AS_DOUBLE) || cursor.isFixed64(Otlp.Exemplar.AS_INT);

  private LongPoints() {}

  static void print(MetricData data, int index, TextBlock block) {
    String title =
        switch (data.type()) {
          case EMPTY, GAUGE, SUM -> "NumberDataPoints #";
          case HISTOGRAM -> "HistogramDataPoints #";
          case EXPONENTIAL_HISTOGRAM -> "ExponentialHistogramDataPoints #";
          case SUMMARY -> "SummaryDataPoints #";
        };
    block.add(title).add(index).end();
    Fields point = data.points().get(index);
    List<Fields> attributes = point.messages(data.attributesField());
    LongText.attributes("Data point attributes:", LongText.ITEM, attributes, block);
    long start = point.fixed64(Otlp.NumberDataPoint.START_TIME_UNIX_NANO);
    block.add("StartTimestamp: ").time(start).end();
    block.add("Timestamp: ").time(point.fixed64(Otlp.NumberDataPoint.TIME_UNIX_NANO)).end();
    switch (data.type()) {
      case EMPTY, GAUGE, SUM -> number(point, block);
      case HISTOGRAM -> histogram(point, block);
      case EXPONENTIAL_HISTOGRAM -> exponentialHistogram(point, block);
      case SUMMARY -> summary(point, block);
    }
  }

  private static void number(Fields point, TextBlock block) {
    switch (point.lastOf(MetricData.POINT_VALUE)) {
      case Otlp.NumberDataPoint.AS_DOUBLE ->
          block.add("Value: ").fixed(point.decimal(Otlp.NumberDataPoint.AS_DOUBLE)).end();
      case Otlp.NumberDataPoint.AS_INT ->
          block.add("Value: ").add(point.fixed64(Otlp.NumberDataPoint.AS_INT)).end();
      default -> {}
    }
    exemplars(point.messages(Otlp.NumberDataPoint.EXEMPLARS), block);
  }

  private static void histogram(Fields point, TextBlock block) {
    block.add("Count: ").addUnsigned(point.fixed64(Otlp.HistogramDataPoint.COUNT)).end();
    optional(point, Otlp.HistogramDataPoint.SUM, "Sum: ", block);
    optional(point, Otlp.HistogramDataPoint.MIN, "Min: ", block);
    optional(point, Otlp.HistogramDataPoint.MAX, "Max: ", block);
    long[] bounds = point.numbers(Otlp.HistogramDataPoint.EXPLICIT_BOUNDS, WireType.FIXED64);
    for (int i = 0; i < bounds.length; i++) {
      block.add("ExplicitBounds #").add(i).add(": ");
      block.fixed(Double.longBitsToDouble(bounds[i])).end();
    }
    long[] counts = point.numbers(Otlp.HistogramDataPoint.BUCKET_COUNTS, WireType.FIXED64);
    for (int i = 0; i < counts.length; i++) {
      block.add("Buckets #").add(i).add(", Count: ").addUnsigned(counts[i]).end();
    }
    exemplars(point.messages(Otlp.HistogramDataPoint.EXEMPLARS), block);
  }

  private static void exponentialHistogram(Fields point, TextBlock block) {
    long count = point.fixed64(Otlp.ExponentialHistogramDataPoint.COUNT);
    block.add("Count: ").addUnsigned(count).end();
    optional(point, Otlp.ExponentialHistogramDataPoint.SUM, "Sum: ", block);
    optional(point, Otlp.ExponentialHistogramDataPoint.MIN, "Min: ", block);
    optional(point, Otlp.ExponentialHistogramDataPoint.MAX, "Max: ", block);
    ExponentialBuckets buckets =
        new ExponentialBuckets(point.zigzag(Otlp.ExponentialHistogramDataPoint.SCALE), block);
    buckets.negative(point.message(Otlp.ExponentialHistogramDataPoint.NEGATIVE));
    long zeros = point.fixed64(Otlp.ExponentialHistogramDataPoint.ZERO_COUNT);
    if (zeros != 0) block.add("Bucket [0, 0], Count: ").addUnsigned(zeros).end();
    buckets.positive(point.message(Otlp.ExponentialHistogramDataPoint.POSITIVE));
    exemplars(point.messages(Otlp.ExponentialHistogramDataPoint.EXEMPLARS), block);
  }

  private static void summary(Fields point, TextBlock block) {
    block.add("Count: ").addUnsigned(point.fixed64(Otlp.SummaryDataPoint.COUNT)).end();
    block.add("Sum: ").fixed(point.decimal(Otlp.SummaryDataPoint.SUM)).end();
    List<Fields> quantiles = point.messages(Otlp.SummaryDataPoint.QUANTILE_VALUES);
    for (int i = 0; i < quantiles.size(); i++) {
      Fields quantile = quantiles.get(i);
      block.add("QuantileValue #").add(i).add(": Quantile ");
      block.fixed(quantile.decimal(Otlp.SummaryDataPoint.ValueAtQuantile.QUANTILE));
      block.add(", Value ");
      block.fixed(quantile.decimal(Otlp.SummaryDataPoint.ValueAtQuantile.VALUE)).end();
    }
  }

  private static void optional(Fields point, int field, String title, TextBlock block) {
    if (point.hasFixed64(field)) block.add(title).fixed(point.decimal(field)).end();
  }

  private static void exemplars(List<Fields> exemplars, TextBlock block) {
    if (!exemplars.isEmpty()) block.line("Exemplars:");
    for (int i = 0; i < exemplars.size(); i++) {
      Fields exemplar = exemplars.get(i);
      block.add("Exemplar #").add(i).end();
      block.add("     -> Trace ID: ").id(exemplar.bytes(Otlp.Exemplar.TRACE_ID)).end();
      block.add("     -> Span ID: ").id(exemplar.bytes(Otlp.Exemplar.SPAN_ID)).end();
      long time = exemplar.fixed64(Otlp.Exemplar.TIME_UNIX_NANO);
      block.add("     -> Timestamp: ").time(time).end();
      switch (exemplar.lastOf(EXEMPLAR_VALUE)) {
        case Otlp.Exemplar.AS_DOUBLE ->
            block.add("     -> Value: ").fixed(exemplar.decimal(Otlp.Exemplar.AS_DOUBLE)).end();
        case Otlp.Exemplar.AS_INT ->
            block.add("     -> Value: ").add(exemplar.fixed64(Otlp.Exemplar.AS_INT)).end();
        default -> {}
      }
      LongText.attributes(
          "     -> FilteredAttributes:",
          "     " + LongText.ITEM,
          exemplar.messages(Otlp.Exemplar.FILTERED_ATTRIBUTES),
          block);
    }
  }
}
