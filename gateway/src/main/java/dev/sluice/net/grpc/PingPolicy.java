package dev.sluice.net.grpc;

import dev.sluice.net.grpc.GrpcServerConfig.KeepAlive;

/**
 * How often a client may ping: gRPC's keep-alive guide. A ping that comes too soon is a strike, and
 * an answer of ours in between takes all strikes back. Belongs to the connection's event loop.
 */
final class PingPolicy {
  private static final int MOST_STRIKES = 2;

  /** Without calls, where that is not permitted: what TCP's own keep-alive does. */
  private static final long QUIET_NANOS = 7_200_000_000_000L;

  private final long minNanos;
  private final boolean permitWithoutCalls;
  private boolean pinged;
  private long lastPing;
  private int strikes;

  PingPolicy(KeepAlive keepAlive) {
    this.minNanos = keepAlive.minTime().toNanos();
    this.permitWithoutCalls = keepAlive.permitWithoutStream();
  }

  /** False: that was one too many. */
  boolean permits(long now, boolean withCalls) {
    long wait = withCalls || permitWithoutCalls ? minNanos : QUIET_NANOS;
    if (!pinged || now - lastPing >= wait) {
      pinged = true;
      lastPing = now;
      return true;
    }
    strikes++;
    return strikes <= MOST_STRIKES;
  }

  /** Something is sent: whoever waits for it may ping. */
  void answering() {
    pinged = false;
    strikes = 0;
  }
}
