package dev.sluice.exporter.prometheusremotewrite;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the backend can be expected to take of each owner's data: tenants have times and limits of
 * their own. Of more than {@value #MAX_OWNERS} those are forgotten that were not asked for longest,
 * which costs one refused request. Any thread.
 */
final class Acceptances {
  private static final int MAX_OWNERS = 1000;

  private final Clock clock;

  @GuardedBy("this")
  private final Map<String, Acceptance> byOwner = new LinkedHashMap<>(16, 0.75f, true);

  Acceptances(Clock clock) {
    this.clock = clock;
  }

  synchronized Acceptance of(String owner) {
    Acceptance acceptance = byOwner.computeIfAbsent(owner, any -> new Acceptance(clock));
    if (byOwner.size() > MAX_OWNERS) {
      var oldest = byOwner.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return acceptance;
  }
}
