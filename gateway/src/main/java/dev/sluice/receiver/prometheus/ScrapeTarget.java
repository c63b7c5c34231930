package dev.sluice.receiver.prometheus;

import dev.sluice.receiver.prometheus.series.TargetIdentity;
import java.time.Duration;

/**
 * One page to scrape.
 *
 * @param url without credentials
 */
record ScrapeTarget(
    ScrapeJob job, TargetIdentity identity, String url, Duration interval, Duration timeout) {

  /** What makes it the same target as another of its job. */
  Key key() {
    return new Key(identity, url, interval, timeout);
  }

  record Key(TargetIdentity identity, String url, Duration interval, Duration timeout) {}

  String instance() {
    return identity.labels().get("instance");
  }
}
