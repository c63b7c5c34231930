package dev.sluice.net.client;

import dev.sluice.config.Section;
import java.time.Duration;

/**
 * Which connections stay open between requests. The collector moved these keys under {@code
 * keepalive}; either spelling is read, but not both.
 *
 * @param max in all; zero is unlimited
 * @param maxPerHost zero is as many as {@code max} (the collector means 2, which makes it connect
 *     anew all the time)
 */
public record IdleConnections(boolean enabled, Duration timeout, int max, int maxPerHost) {
  static final IdleConnections DEFAULT = new IdleConnections(true, Duration.ofSeconds(90), 100, 0);

  private static final String[] OLD_KEYS = {
    "disable_keep_alives", "idle_conn_timeout", "max_idle_conns", "max_idle_conns_per_host"
  };

  static IdleConnections read(Section section) {
    Section keepalive = section.section("keepalive", "connections kept open between requests");
    boolean enabled = keepalive.flag("enabled", DEFAULT.enabled, "keep connections");
    IdleConnections newer = rest(keepalive, enabled);
    boolean disabled =
        section.flag("disable_keep_alives", !DEFAULT.enabled, "one request per connection");
    IdleConnections older = rest(section, !disabled);
    if (!section.has("keepalive")) return older;
    for (String key : OLD_KEYS) {
      if (section.has(key)) {
        section.refuse(key, "cannot be mixed with `keepalive`", "fix: move it under keepalive");
      }
    }
    return newer;
  }

  private static IdleConnections rest(Section section, boolean enabled) {
    return new IdleConnections(
        enabled,
        section.duration("idle_conn_timeout", DEFAULT.timeout, "how long; 0s is for ever"),
        section.integer("max_idle_conns", DEFAULT.max, 0, 100_000, "at most; 0 is unlimited"),
        section.integer(
            "max_idle_conns_per_host", 0, 0, 100_000, "at most to one host; 0 is max_idle_conns"));
  }

  /** The most that may be idle. */
  int limit() {
    if (!enabled) return 0;
    int most = max == 0 ? Integer.MAX_VALUE : max;
    return maxPerHost == 0 ? most : Math.min(most, maxPerHost);
  }
}
