package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.Nullable;

/**
 * The series that a data point's values go to, or why it has none. Which series stands where
 * depends on the kind:
 *
 * <pre>
 *   gauge, sum, exponential   0 the value
 *   histogram                 0 _sum   1 _count   2.. _bucket of each finite bound   last le="+Inf"
 *   summary                   0 _sum   1 _count   2.. each quantile
 *   histogram, custom buckets nothing, or as above beside {@link #custom}
 *   target_info               0, or nothing
 * </pre>
 *
 * Owner: the encoder's thread.
 */
final class PointNode extends Node {
  static final int SUM = 0;
  static final int COUNT = 1;
  static final int FIRST_BUCKET = 2;

  private static final Series[] NO_SERIES = {};
  private static final byte MOST_HITS = 3;

  final Series[] series;

  /** {@code _created}, if the configuration wants it and the kind has it. */
  final @Nullable Series created;

  /** The native histogram that a histogram with explicit bounds becomes, if that is wanted. */
  @Nullable Series custom;

  final @Nullable Omission obstacle;

  /** About what it takes in memory, with the series that were made for it. */
  int weight;

  // Kept by Segments.
  @Nullable PointNode next;
  byte hits;
  private long lastRequest;

  PointNode(Node parent, byte[] key, int hash, Series[] series, @Nullable Series created) {
    super(parent, key, hash);
    this.series = series;
    this.created = created;
    this.obstacle = null;
  }

  PointNode(Node parent, byte[] key, int hash, Omission obstacle) {
    super(parent, key, hash);
    this.series = NO_SERIES;
    this.created = null;
    this.obstacle = obstacle;
  }

  /** It is in a request; several times in one count once. */
  void used(long request) {
    if (lastRequest == request) return;
    lastRequest = request;
    if (hits < MOST_HITS) hits++;
  }

  /** It was made for that request, which is no use of it yet. */
  void madeFor(long request) {
    lastRequest = request;
  }

  @Override
  int sizeInBytes() {
    return super.sizeInBytes() + 48 + 4 * series.length;
  }
}
