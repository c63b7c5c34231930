package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.ResourceGroup;
import java.util.List;

/**
 * One scrape as OTLP.
 *
 * @param groups one for each pair of job and instance; never empty, the report is always there
 * @param points data points in all groups
 * @param skipped samples that could not be used
 * @param skippedWhy of the first of them; empty if there was none
 */
public record Scraped(List<ResourceGroup> groups, int points, int skipped, String skippedWhy) {
  public long bytes() {
    long bytes = 0;
    for (ResourceGroup group : groups) bytes += group.sizeInBytes();
    return bytes;
  }
}
