package dev.sluice.receiver.prometheus;

import dev.sluice.receiver.prometheus.keys.PrometheusDuration;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a target answers, and what is said about it: one line when it begins to fail and one when
 * it is well again, whatever happens in between. Written by the thread that scrapes the target;
 * {@link #isUp} for any thread.
 */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);

  /** Targets choose some of the words. */
  private static final int MAX_WHY = 1_000;

  private final String receiver;
  private final ScrapeTarget target;
  private volatile @Nullable Boolean up;
  private int failures;
  private long failingSinceNanos;
  private String skippedWhy = "";

  Health(String receiver, ScrapeTarget target) {
    this.receiver = receiver;
    this.target = target;
  }

  /** Null before the first scrape. */
  @Nullable Boolean isUp() {
    return up;
  }

  void failed(String reason, long nanoTime) {
    String why = reason.length() <= MAX_WHY ? reason : reason.substring(0, MAX_WHY) + "...";
    if (!Objects.equals(up, false)) {
      failingSinceNanos = nanoTime;
      failures = 0;
      LOG.warn(
          "Failed to scrape Prometheus endpoint: {}: {}; up is 0, trying again every {}",
          name(),
          why,
          PrometheusDuration.format(target.interval()));
    } else {
      LOG.debug("Failed again to scrape Prometheus endpoint: {}: {}", name(), why);
    }
    failures++;
    up = false;
  }

  void succeeded(long nanoTime) {
    if (Objects.equals(up, false)) {
      Duration time = Duration.ofNanos(nanoTime - failingSinceNanos);
      LOG.info(
          "Prometheus endpoint answers again: {}, after {} failed {} in {}",
          name(),
          failures,
          failures == 1 ? "scrape" : "scrapes",
          PrometheusDuration.format(time));
    }
    up = true;
  }

  /** Samples of a good page that could not be used; said when the reason changes. */
  void skipped(int samples, String why) {
    if (samples > 0 && !why.equals(skippedWhy)) {
      LOG.warn("{}: {} samples of its page cannot be used: {}", name(), samples, why);
    }
    skippedWhy = samples == 0 ? "" : why;
  }

  private String name() {
    return "receiver '%s', job '%s', %s".formatted(receiver, target.job().name(), shownUrl());
  }

  /** Parameters may be secrets. */
  private String shownUrl() {
    int query = target.url().indexOf('?');
    return query < 0 ? target.url() : target.url().substring(0, query);
  }
}
