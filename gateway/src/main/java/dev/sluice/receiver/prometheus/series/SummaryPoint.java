package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoWriter;

/** A point of a summary. */
final class SummaryPoint extends DistributionPoint {

  SummaryPoint(byte[] attributes) {
    super(attributes);
  }

  @Override
  void writeFields(ProtoWriter out, long startNanos, long timeNanos, boolean isStale) {
    sort();
    if (startNanos != 0) out.fixed64(Otlp.SummaryDataPoint.START_TIME_UNIX_NANO, startNanos);
    out.fixed64(Otlp.SummaryDataPoint.TIME_UNIX_NANO, timeNanos);
    if (!isStale) {
      out.fixed64(Otlp.SummaryDataPoint.COUNT, whole(count));
      if (hasSum) out.float64(Otlp.SummaryDataPoint.SUM, sum);
    }
    for (int i = 0; i < size; i++) {
      int quantile = out.begin(Otlp.SummaryDataPoint.QUANTILE_VALUES);
      out.float64(Otlp.SummaryDataPoint.ValueAtQuantile.QUANTILE, bounds[i]);
      if (!isStale) out.float64(Otlp.SummaryDataPoint.ValueAtQuantile.VALUE, values[i]);
      out.end(quantile);
    }
    out.raw(attributes(), 0, attributes().length);
    if (isStale) {
      out.varint(Otlp.SummaryDataPoint.FLAGS, Otlp.DataPointFlags.NO_RECORDED_VALUE_MASK);
    }
  }
}
