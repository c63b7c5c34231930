package dev.sluice.receiver.prometheus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * When a target is scraped first: at a point within the interval that follows from who it is and
 * from the host that scrapes it. So targets are spread evenly, a target is scraped at the same
 * times after a restart, and two gateways that scrape the same one do so at different times.
 */
final class Offset {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Offset() {}

  static Duration of(ScrapeTarget target, String host, long epochMillis) {
    String who = target.identity().labels() + target.url();
    long interval = Math.max(1, target.interval().toMillis());
    long place = Long.remainderUnsigned(hash(who) ^ hash(host), interval);
    return Duration.ofMillis(Math.floorMod(place - epochMillis, interval));
  }

  /** FNV-1a, which is the same everywhere and for ever. */
  private static long hash(String text) {
    long hash = FNV_START;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    // The upper bits are the well mixed ones.
    return hash ^ (hash >>> 32);
  }
}
