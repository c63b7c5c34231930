package dev.sluice.receiver.prometheus.series;

/**
 * What the gateway says of a scrape itself, beside what the page says.
 *
 * @param bodyBytes of the page, decompressed; -1 if it was too large
 * @param sampleLimit 0 if there is none
 */
public record Report(
    double durationSeconds, double timeoutSeconds, int sampleLimit, long bodyBytes) {
  static final String UP = "up";
  static final String DURATION = "scrape_duration_seconds";
  static final String SCRAPED = "scrape_samples_scraped";
  static final String POST_RELABELING = "scrape_samples_post_metric_relabeling";
  static final String ADDED = "scrape_series_added";
  static final String TIMEOUT = "scrape_timeout_seconds";
  static final String SAMPLE_LIMIT = "scrape_sample_limit";
  static final String BODY_BYTES = "scrape_body_size_bytes";
}
