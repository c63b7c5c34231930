package dev.sluice.exporter.debug;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;

/**
 * Lets the first entries of a text pass in each second, and then every so many. Texts are told
 * apart by a hash, so now and then two share a count. Any thread.
 */
final class EntrySampler {
  private static final long SECOND = 1_000_000_000L;
  private static final int TEXTS = 4096;

  private final int initial;
  private final int thereafter;
  private final Clock clock;

  @GuardedBy("this")
  private final long[] until = new long[TEXTS];

  @GuardedBy("this")
  private final int[] counts = new int[TEXTS];

  EntrySampler(DebugConfig config, Clock clock) {
    this.initial = config.samplingInitial();
    this.thereafter = config.samplingThereafter();
    this.clock = clock;
  }

  synchronized boolean passes(String text) {
    int hash = text.hashCode();
    int kind = (hash ^ hash >>> 16) & (TEXTS - 1);
    long now = clock.nanoTime();
    if (counts[kind] == 0 || now - until[kind] >= 0) {
      until[kind] = now + SECOND;
      counts[kind] = 0;
    }
    int beyond = ++counts[kind] - initial;
    if (beyond <= 0) return true;
    return thereafter > 0 && beyond % thereafter == 0;
  }
}
