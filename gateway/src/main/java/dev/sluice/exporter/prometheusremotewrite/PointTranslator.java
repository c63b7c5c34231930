package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoCursor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says the data points of one kind in a request. Reads a point's fields in whatever order they
 * stand and makes no object of it. One for each kind and encoder; owner: the encoder's thread.
 */
abstract class PointTranslator {
  final PointLabels labels;
  final RequestBuffer buffer;
  final DeltaStreams deltas;
  final ProtoCursor point = new ProtoCursor();
  final Gathered attributes = new Gathered();

  private @Nullable RequestResource resource;
  private @Nullable MetricEntry metric;
  private boolean delta;

  PointTranslator(PointLabels labels, RequestBuffer buffer, DeltaStreams deltas) {
    this.labels = labels;
    this.buffer = buffer;
    this.deltas = deltas;
  }

  /** The points that follow belong to this metric of this resource. */
  final void begin(RequestResource newResource, MetricEntry newMetric, boolean deltaTemporality) {
    resource = newResource;
    metric = newMetric;
    delta = deltaTemporality;
  }

  /** Says the point that stands there, or why it cannot be said: then nothing of it was added. */
  abstract @Nullable Omission translate(byte[] array, int from, int to);

  /** Whether the points are deltas, to be added to what their series has so far. */
  final boolean isDelta() {
    return delta;
  }

  final MetricEntry metric() {
    return Objects.requireNonNull(metric);
  }

  /**
   * Makes the series of a point of that time with the {@link #attributes} gathered, or says why
   * there are none.
   */
  final @Nullable Omission compose(long timeNanos) {
    Objects.requireNonNull(resource).sees(timeNanos);
    return labels.compose(metric(), attributes);
  }

  /** The same where numbers, of eight bytes each, tell the series of a point apart. */
  final @Nullable Omission compose(long timeNanos, byte[] numbers, int from, int length) {
    Objects.requireNonNull(resource).sees(timeNanos);
    return labels.compose(metric(), attributes, numbers, from, length);
  }

  /** When the series of a point began to count, as a series of its own where that is wanted. */
  final void addCreated(long millis, long startNanos) {
    NameLabel created = metric().created;
    if (created == null || startNanos == 0) return;
    long value = Values.ofInteger(Values.millis(startNanos));
    buffer.sample(labels.series(created), millis, value);
  }
}
