package dev.sluice.receiver.prometheus;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.keys.ByteSize;
import dev.sluice.receiver.prometheus.keys.LabelKeys;
import dev.sluice.receiver.prometheus.keys.PrometheusDuration;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.series.MappingOptions.Limits;
import java.time.Duration;

/**
 * What stands under {@code global} and holds for every job that does not say otherwise.
 *
 * @param bodySizeLimit in bytes; 0 is the gateway's own
 */
record ScrapeDefaults(
    Duration interval,
    Duration timeout,
    ScrapeFormats formats,
    long bodySizeLimit,
    int targetLimit,
    Limits limits) {
  static final ScrapeDefaults DEFAULT =
      new ScrapeDefaults(
          Duration.ofMinutes(1), Duration.ofSeconds(10), ScrapeFormats.DEFAULT, 0, 0, Limits.NONE);

  /** Reads the keys that {@code global} and jobs have in common. */
  static ScrapeDefaults read(Section s, ScrapeDefaults dflt) {
    Duration interval = interval(s, dflt);
    return new ScrapeDefaults(
        interval,
        timeout(s, dflt, interval),
        ScrapeFormats.read(s, dflt.formats),
        ByteSize.read(s, "body_size_limit", dflt.bodySizeLimit, "of a page, decompressed"),
        limit(s, "target_limit", dflt.targetLimit, "targets of a job; 0 is any number"),
        new Limits(
            limit(s, "sample_limit", dflt.limits.samples(), "samples on a page"),
            limit(s, "label_limit", dflt.limits.labels(), "labels of a series"),
            limit(s, "label_name_length_limit", dflt.limits.labelNameLength(), "bytes of UTF-8"),
            limit(
                s, "label_value_length_limit", dflt.limits.labelValueLength(), "bytes of UTF-8")));
  }

  private static int limit(Section s, String key, int dflt, String doc) {
    return s.integer(key, dflt, 0, Integer.MAX_VALUE, doc);
  }

  private static Duration interval(Section s, ScrapeDefaults dflt) {
    Duration interval =
        PrometheusDuration.read(s, "scrape_interval", dflt.interval, "between two scrapes");
    return interval.isZero() ? dflt.interval : interval;
  }

  /** Nobody wrote it: as long as usual, but no longer than the interval. */
  private static Duration timeout(Section s, ScrapeDefaults dflt, Duration interval) {
    Duration usual = dflt.timeout.compareTo(interval) > 0 ? interval : dflt.timeout;
    Duration timeout = PrometheusDuration.read(s, "scrape_timeout", usual, "of one scrape");
    if (timeout.isZero()) return usual;
    if (timeout.compareTo(interval) <= 0) return timeout;
    s.refuse(
        "scrape_timeout",
        "must not be longer than the scrape interval",
        "scrape_interval: " + PrometheusDuration.format(interval));
    return usual;
  }

  static LabelSet externalLabels(Section global) {
    return LabelKeys.read(global, "external_labels", "set on every series");
  }
}
