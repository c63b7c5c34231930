package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp.NumberDataPoint;
import org.jspecify.annotations.Nullable;

/** Gauges and sums: one sample for each point. */
final class NumberPoints extends PointTranslator {
  private final Exemplars exemplars;

  NumberPoints(PointLabels labels, RequestBuffer buffer, DeltaStreams deltas, Exemplars exemplars) {
    super(labels, buffer, deltas);
    this.exemplars = exemplars;
  }

  @Override
  @Nullable Omission translate(byte[] array, int from, int to) {
    long time = 0;
    long start = 0;
    long value = 0;
    long flags = 0;
    boolean hasExemplars = false;
    attributes.clear();
    point.reset(array, from, to);
    while (point.next()) {
      switch (point.field()) {
        case NumberDataPoint.ATTRIBUTES -> {
          if (point.isLen(NumberDataPoint.ATTRIBUTES)) attributes.addField(point);
        }
        case NumberDataPoint.START_TIME_UNIX_NANO -> {
          if (point.isFixed64(NumberDataPoint.START_TIME_UNIX_NANO)) start = point.fixed64();
        }
        case NumberDataPoint.TIME_UNIX_NANO -> {
          if (point.isFixed64(NumberDataPoint.TIME_UNIX_NANO)) time = point.fixed64();
        }
        case NumberDataPoint.AS_DOUBLE -> {
          if (point.isFixed64(NumberDataPoint.AS_DOUBLE)) value = point.fixed64();
        }
        case NumberDataPoint.AS_INT -> {
          if (point.isFixed64(NumberDataPoint.AS_INT)) value = Values.ofInteger(point.fixed64());
        }
        case NumberDataPoint.FLAGS -> {
          if (point.isVarint(NumberDataPoint.FLAGS)) flags = point.varint();
        }
        case NumberDataPoint.EXEMPLARS -> hasExemplars = true;
        default -> {}
      }
    }
    Omission obstacle = compose(time);
    if (obstacle != null) return obstacle;
    Series series = labels.series(metric().name);
    long millis = Values.millis(time);
    DeltaStream stream = null;
    if (Values.isNoValue(flags)) {
      value = Values.STALE;
    } else if (isDelta()) {
      stream = deltas.of(series);
      if (stream == null) return Omission.DELTA_STREAMS;
      if (stream.present.isLate(start, time)) return Omission.DELTA_LATE;
      value = Double.doubleToRawLongBits(stream.present.value + Double.longBitsToDouble(value));
    }
    Omission objection = buffer.objection(series, millis, value);
    if (objection != null) return objection;
    if (stream != null) {
      stream.present.advance(start, time);
      stream.present.value = Double.longBitsToDouble(value);
      start = stream.present.start;
    }
    boolean counts = metric().kind == Kind.COUNTER;
    buffer.sample(series, millis, value, counts ? Values.startMillis(start) : 0);
    addCreated(millis, start);
    // As the collector: 1.0 was made for what Prometheus' own scrapes have, exemplars at counters.
    if (hasExemplars && (metric().kind != Kind.GAUGE || buffer.isV2())) {
      exemplars.write(point.reset(array, from, to), NumberDataPoint.EXEMPLARS, series);
    }
    return null;
  }
}
