package dev.sluice.net.grpc;

import dev.sluice.net.grpc.GrpcServerConfig.KeepAlive;

/**
 * When to ask a silent client whether it is there, and when to take its silence for an answer.
 * Belongs to the connection's event loop.
 */
final class Heartbeat {
  private final long timeNanos;
  private final long timeoutNanos;
  private long lastHeard;
  private long askedAt;
  private boolean asked;

  enum Verdict {
    WELL,
    ASK,
    DEAD
  }

  Heartbeat(KeepAlive keepAlive, long now) {
    this.timeNanos = keepAlive.time().toNanos();
    this.timeoutNanos = keepAlive.timeout().toNanos();
    this.lastHeard = now;
  }

  /** Something has come from the client, whatever it is. */
  void heard(long now) {
    lastHeard = now;
    asked = false;
  }

  /** After {@link Verdict#ASK} the client has been asked. */
  Verdict look(long now) {
    if (asked) return now - askedAt >= timeoutNanos ? Verdict.DEAD : Verdict.WELL;
    if (now - lastHeard < timeNanos) return Verdict.WELL;
    asked = true;
    askedAt = now;
    return Verdict.ASK;
  }
}
