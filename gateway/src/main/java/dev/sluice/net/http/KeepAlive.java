package dev.sluice.net.http;

import dev.sluice.config.Section;
import java.time.Duration;

/**
 * Whether and how long connections stay open between requests: {@code keep_alives_enabled} and
 * {@code idle_timeout}, which the collector moved under {@code keepalive}. Either spelling is read,
 * but not both.
 */
final class KeepAlive {
  private KeepAlive() {}

  static boolean isEnabled(Section section) {
    boolean newer = section(section).flag("enabled", true, "keep connections open");
    boolean older = section.flag("keep_alives_enabled", true, "keep connections open");
    return section.has("keepalive") ? newer : older;
  }

  static Duration idleTimeout(Section section) {
    Duration dflt = HttpLimits.DEFAULT.idleTimeout();
    String doc = "silence after which a connection is closed; 0s is never";
    Duration newer = section(section).duration("idle_timeout", dflt, doc);
    Duration older = section.duration("idle_timeout", dflt, doc);
    if (!section.has("keepalive")) return older;
    for (String key : new String[] {"keep_alives_enabled", "idle_timeout"}) {
      if (section.has(key)) {
        section.refuse(key, "cannot be mixed with `keepalive`", "fix: move it under keepalive");
      }
    }
    return newer;
  }

  private static Section section(Section section) {
    return section.section("keepalive", "connections between requests");
  }
}
