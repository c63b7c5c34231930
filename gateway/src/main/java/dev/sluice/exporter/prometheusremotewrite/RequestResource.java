package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;

/** A resource of the request that is being written. Owner: the encoder's thread. */
final class RequestResource {
  final ByteSlice message;

  /** The newest time of a point of this resource; unsigned, 0 is none. */
  long newestNanos;

  RequestResource(ByteSlice message) {
    this.message = message;
  }

  /** A point of this resource has that time. */
  void sees(long timeNanos) {
    if (Long.compareUnsigned(timeNanos, newestNanos) > 0) newestNanos = timeNanos;
  }
}
