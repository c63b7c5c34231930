package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Lets the first lines of a kind pass, and then some: the collector's sampling. Kinds are told
 * apart by a hash of level and text, so now and then two share a count. Any thread.
 */
final class Sampler {
  private static final int KINDS = 1024;

  private final LogSettings.Sampling sampling;
  private final long tickMillis;

  @GuardedBy("this")
  private final long[] until = new long[KINDS];

  @GuardedBy("this")
  private final int[] counts = new int[KINDS];

  Sampler(LogSettings.Sampling sampling) {
    this.sampling = sampling;
    this.tickMillis = sampling.tick().toMillis();
  }

  boolean passes(ILoggingEvent event) {
    int hash = event.getFormattedMessage().hashCode() * 31 + event.getLevel().toInt();
    return passes(Math.floorMod(hash ^ hash >>> 16, KINDS), event.getTimeStamp());
  }

  private synchronized boolean passes(int kind, long now) {
    boolean clockWentBack = until[kind] - now > tickMillis;
    if (now >= until[kind] || clockWentBack) {
      until[kind] = now + tickMillis;
      counts[kind] = 0;
    }
    int beyond = ++counts[kind] - sampling.initial();
    if (beyond <= 0) return true;
    return sampling.thereafter() > 0 && beyond % sampling.thereafter() == 0;
  }
}
