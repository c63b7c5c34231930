package dev.sluice.exporter.prometheusremotewrite;

import java.time.Duration;

/**
 * {@code delta_to_cumulative}: whether deltas are added up, and within which bounds.
 *
 * @param maxStale after so long without a delta a series is forgotten, and begins again at zero
 * @param maxStreams how many series at once; deltas of others are dropped
 */
record Deltas(boolean wanted, Duration maxStale, int maxStreams) {
  static final Deltas OFF = new Deltas(false, Duration.ofMinutes(5), 100_000);

  /** The part of one of {@code shards}, as a series is always of one shard. */
  Deltas ofOne(int shards) {
    return new Deltas(wanted, maxStale, Math.max(1, (maxStreams + shards - 1) / shards));
  }
}
