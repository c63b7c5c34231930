package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.Nullable;

/** A resource in the cache; {@link #key} is its Resource message. Owner: the encoder's thread. */
final class ResourceNode extends Node {
  final ResourceLabels labels;

  /** Its {@code target_info}; null if that was never made or has left the cache. */
  @Nullable PointNode targetInfo;

  // In the request with the number `request`.
  private long request;

  /** The newest time of a point of this resource; unsigned, 0 is none. */
  long newestNanos;

  ResourceNode(Node root, byte[] key, int hash, ResourceLabels labels) {
    super(root, key, hash);
    this.labels = labels;
  }

  /** It is in a request; true at the first time. */
  boolean begin(long newRequest) {
    if (request == newRequest) return false;
    request = newRequest;
    newestNanos = 0;
    return true;
  }

  /** A point of this resource has that time. */
  void sees(long timeNanos) {
    if (Long.compareUnsigned(timeNanos, newestNanos) > 0) newestNanos = timeNanos;
  }
}
