package dev.sluice.receiver.prometheus;

import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import dev.sluice.receiver.prometheus.discovery.DiscoveryConfig;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import java.util.List;
import java.util.Map;

/**
 * One entry of {@code scrape_configs}.
 *
 * @param params of the query, each with its values
 */
public record ScrapeJob(
    String name,
    ScrapeDefaults defaults,
    String scheme,
    String metricsPath,
    Map<String, List<String>> params,
    ScrapeHttp http,
    Honor honor,
    List<DiscoveryConfig> discoveries,
    List<RelabelRule> relabeling,
    List<RelabelRule> metricRelabeling) {

  /** The same job with other targets. */
  ScrapeJob discoveredBy(List<DiscoveryConfig> others) {
    return new ScrapeJob(
        name,
        defaults,
        scheme,
        metricsPath,
        params,
        http,
        honor,
        others,
        relabeling,
        metricRelabeling);
  }

  /** The same job whose targets are asked in another way. */
  ScrapeJob askedBy(ScrapeHttp other) {
    return new ScrapeJob(
        name,
        defaults,
        scheme,
        metricsPath,
        params,
        other,
        honor,
        discoveries,
        relabeling,
        metricRelabeling);
  }

  /** What of a page goes before what the gateway knows. */
  record Honor(boolean labels, boolean timestamps, boolean trackTimestampsStaleness) {}
}
