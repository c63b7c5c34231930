package dev.sluice.net.grpc;

import dev.sluice.net.grpc.GrpcServerConfig.KeepAlive;
import org.jspecify.annotations.Nullable;

/**
 * When a connection has lived long enough, or has been idle too long. Belongs to the connection's
 * event loop.
 */
final class ConnectionAge {
  private final long bornAt;
  private final long ageNanos;
  private final long idleNanos;
  private long quietSince;

  /**
   * @param dice in [0, 1): ten percent more or less of the age, so that connections that came
   *     together do not go together
   */
  ConnectionAge(KeepAlive keepAlive, double dice, long now) {
    long age = keepAlive.maxConnectionAge().toNanos();
    this.ageNanos = age == 0 ? Long.MAX_VALUE : (long) (age * (0.9 + 0.2 * dice));
    long idle = keepAlive.maxConnectionIdle().toNanos();
    this.idleNanos = idle == 0 ? Long.MAX_VALUE : idle;
    this.bornAt = now;
    this.quietSince = now;
  }

  /** The last call has ended. */
  void quiet(long now) {
    quietSince = now;
  }

  /** The reason to end, in gRPC's own words; null if there is none. */
  @Nullable String over(long now, boolean withCalls) {
    if (now - bornAt >= ageNanos) return "max_age";
    return !withCalls && now - quietSince >= idleNanos ? "max_idle" : null;
  }
}
