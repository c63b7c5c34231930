package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.ResourceGroup;
import java.util.List;

/**
 * A scrape as OTLP, or a part of it: pages may be larger than what should be in memory twice, and
 * than what a pipeline takes at once. Each point is in one part.
 *
 * @param groups one for each pair of job and instance; never empty
 * @param points data points in all groups
 */
public record Scraped(List<ResourceGroup> groups, int points) {
  /** In bytes; a part is larger by one point at most. */
  public static final int MAX_BYTES = 4 << 20;

  public Scraped {
    groups = List.copyOf(groups);
  }

  public long bytes() {
    long bytes = 0;
    for (ResourceGroup group : groups) bytes += group.sizeInBytes();
    return bytes;
  }
}
