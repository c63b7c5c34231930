package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoWriter;

/** A point of a gauge or a sum. */
final class NumberPoint extends Point {
  private boolean hasValue;
  private double value;
  private double previous = Double.NaN;

  NumberPoint(byte[] attributes) {
    super(attributes);
  }

  double value() {
    return value;
  }

  @Override
  void clear() {
    hasValue = false;
  }

  @Override
  void set(Part part, double bound, double newValue) {
    if (hasValue) return;
    hasValue = true;
    value = newValue;
  }

  @Override
  boolean isIncomplete() {
    return !hasValue;
  }

  @Override
  boolean hasFallen() {
    boolean fallen = value < previous;
    previous = value;
    return fallen;
  }

  @Override
  void writeFields(ProtoWriter out, long startNanos, long timeNanos, boolean isStale) {
    if (startNanos != 0) out.fixed64(Otlp.NumberDataPoint.START_TIME_UNIX_NANO, startNanos);
    out.fixed64(Otlp.NumberDataPoint.TIME_UNIX_NANO, timeNanos);
    if (!isStale) out.float64(Otlp.NumberDataPoint.AS_DOUBLE, value);
    for (byte[] exemplar : exemplars()) out.bytes(Otlp.NumberDataPoint.EXEMPLARS, exemplar);
    out.raw(attributes(), 0, attributes().length);
    if (isStale) {
      out.varint(Otlp.NumberDataPoint.FLAGS, Otlp.DataPointFlags.NO_RECORDED_VALUE_MASK);
    }
  }
}
