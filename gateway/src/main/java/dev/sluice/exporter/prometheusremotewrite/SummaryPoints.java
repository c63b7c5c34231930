package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp.SummaryDataPoint;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Summaries: {@code _sum}, {@code _count} and one series for each quantile. */
final class SummaryPoints extends PointTranslator {
  private final ProtoCursor quantile = new ProtoCursor();

  /** The quantiles themselves. */
  private final ProtoWriter quantiles = new ProtoWriter();

  private long[] values = new long[8];
  private int size;

  SummaryPoints(PointLabels labels, RequestBuffer buffer, DeltaStreams deltas) {
    super(labels, buffer, deltas);
  }

  @Override
  @Nullable Omission translate(byte[] array, int from, int to) {
    long time = 0;
    long start = 0;
    long count = 0;
    long sum = 0;
    long flags = 0;
    attributes.clear();
    quantiles.clear();
    size = 0;
    point.reset(array, from, to);
    while (point.next()) {
      switch (point.field()) {
        case SummaryDataPoint.ATTRIBUTES -> {
          if (point.isLen(SummaryDataPoint.ATTRIBUTES)) attributes.addField(point);
        }
        case SummaryDataPoint.START_TIME_UNIX_NANO -> {
          if (point.isFixed64(SummaryDataPoint.START_TIME_UNIX_NANO)) start = point.fixed64();
        }
        case SummaryDataPoint.TIME_UNIX_NANO -> {
          if (point.isFixed64(SummaryDataPoint.TIME_UNIX_NANO)) time = point.fixed64();
        }
        case SummaryDataPoint.COUNT -> {
          if (point.isFixed64(SummaryDataPoint.COUNT)) count = point.fixed64();
        }
        case SummaryDataPoint.SUM -> {
          if (point.isFixed64(SummaryDataPoint.SUM)) sum = point.fixed64();
        }
        case SummaryDataPoint.QUANTILE_VALUES -> {
          if (point.isLen(SummaryDataPoint.QUANTILE_VALUES)) addQuantile(point.into(quantile));
        }
        case SummaryDataPoint.FLAGS -> {
          if (point.isVarint(SummaryDataPoint.FLAGS)) flags = point.varint();
        }
        default -> {}
      }
    }
    Omission obstacle = compose(time, quantiles.array(), 0, quantiles.size());
    if (obstacle != null) return obstacle;
    MetricEntry metric = metric();
    Series counts = labels.series(metric.count);
    boolean stale = Values.isNoValue(flags);
    long millis = Values.millis(time);
    long countBits = stale ? Values.STALE : Values.ofCount(count);
    Omission objection = buffer.objection(counts, millis, countBits);
    if (objection != null) return objection;
    long startMillis = Values.startMillis(start);
    Series sums = labels.series(metric.sum);
    buffer.sample(sums, millis, stale ? Values.STALE : sum, startMillis);
    buffer.sample(counts, millis, countBits, startMillis);
    for (int i = 0; i < size; i++) {
      Series quantile = labels.series(metric.name, i);
      buffer.sample(quantile, millis, stale ? Values.STALE : values[i], startMillis);
    }
    addCreated(millis, start);
    return null;
  }

  private void addQuantile(ProtoCursor fields) {
    long which = 0;
    long value = 0;
    while (fields.next()) {
      if (fields.isFixed64(SummaryDataPoint.ValueAtQuantile.QUANTILE)) which = fields.fixed64();
      if (fields.isFixed64(SummaryDataPoint.ValueAtQuantile.VALUE)) value = fields.fixed64();
    }
    // One more than may be, for which the point is left out.
    if (size > DenseBuckets.MAX_READ) return;
    if (size == values.length) values = Arrays.copyOf(values, size * 2);
    values[size++] = value;
    quantiles.rawFixed64(which);
  }
}
