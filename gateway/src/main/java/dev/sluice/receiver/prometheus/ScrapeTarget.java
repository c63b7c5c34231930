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

  String instance() {
    return identity.labels().get("instance");
  }
}
