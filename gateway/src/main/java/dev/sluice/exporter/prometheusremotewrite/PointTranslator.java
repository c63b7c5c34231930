package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says the data points of one kind in a request. Reads a point's fields in whatever order they
 * stand and makes no object of it. One for each kind and encoder; owner: the encoder's thread.
 */
abstract class PointTranslator {
  final SeriesCache cache;
  final RequestBuffer buffer;
  final DeltaStreams deltas;
  final ProtoCursor point = new ProtoCursor();
  final Gathered attributes = new Gathered();

  private final ProtoWriter key = new ProtoWriter();

  private @Nullable MetricNode metric;
  private @Nullable PointNode before;

  private boolean delta;

  PointTranslator(SeriesCache cache, RequestBuffer buffer, DeltaStreams deltas) {
    this.cache = cache;
    this.buffer = buffer;
    this.deltas = deltas;
  }

  /** The points that follow belong to this metric. */
  final void begin(MetricNode newMetric, boolean deltaTemporality) {
    metric = newMetric;
    delta = deltaTemporality;
    before = null;
  }

  /** Says the point that stands there, or why it cannot be said: then nothing of it was added. */
  abstract @Nullable Omission translate(byte[] array, int from, int to);

  /** Whether the points are deltas, to be added to what their series has so far. */
  final boolean isDelta() {
    return delta;
  }

  final MetricNode metric() {
    return Objects.requireNonNull(metric);
  }

  /** The series of a point of that time with the {@link #attributes} gathered. */
  final PointNode find(long timeNanos) {
    return look(timeNanos, attributes.array(), attributes.from(), attributes.to());
  }

  /** As {@link #find(long)}, where numbers decide about the series as well; see {@link KeyTail}. */
  final PointNode find(long timeNanos, byte[] numbers, int from, int length) {
    key.clear();
    key.raw(attributes.array(), attributes.from(), attributes.length());
    key.raw(numbers, from, length);
    key.rawFixed64(length >>> 3);
    return look(timeNanos, key.array(), 0, key.size());
  }

  private PointNode look(long timeNanos, byte[] array, int from, int to) {
    MetricNode in = metric();
    in.resource.sees(timeNanos);
    PointNode found = cache.point(in, before, buffer.request(), array, from, to);
    before = found;
    return found;
  }
}
