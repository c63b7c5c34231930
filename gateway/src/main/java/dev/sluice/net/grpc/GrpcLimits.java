package dev.sluice.net.grpc;

import java.time.Duration;

/**
 * What one call may take, where no key of the configuration says it.
 *
 * @param callTimeout from a call's head to the end of its message, and from its answer until the
 *     client has taken it
 * @param grace how long a message may come slower than {@code bytesPerSecond}
 * @param firstBytes what room is asked for before anything has come: about what the call itself
 *     takes, so that calls which stay empty do not take the room of those that have something
 */
record GrpcLimits(Duration callTimeout, Duration grace, long bytesPerSecond, long firstBytes) {
  static final GrpcLimits DEFAULT =
      new GrpcLimits(Duration.ofSeconds(60), Duration.ofSeconds(10), 1024, 2 * 1024);

  /** How often calls are looked at: a fifth of the shortest limit. */
  long tickNanos() {
    long shortest = Math.min(callTimeout.toNanos(), grace.toNanos());
    return Math.max(1_000_000, shortest / 5);
  }

  boolean isTooSlow(long elapsedNanos, long bytes) {
    if (elapsedNanos > callTimeout.toNanos()) return true;
    long counted = elapsedNanos - grace.toNanos();
    return counted > 0 && bytes < counted / 1e9 * bytesPerSecond;
  }
}
