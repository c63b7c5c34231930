package dev.sluice.receiver.prometheus;

import dev.sluice.receiver.prometheus.DiscoveryKeys.TargetGroup;
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
    List<TargetGroup> groups,
    List<RelabelRule> relabeling,
    List<RelabelRule> metricRelabeling) {

  /** What of a page goes before what the gateway knows. */
  record Honor(boolean labels, boolean timestamps, boolean trackTimestampsStaleness) {}
}
