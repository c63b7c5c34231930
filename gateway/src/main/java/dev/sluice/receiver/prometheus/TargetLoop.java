package dev.sluice.receiver.prometheus;

import dev.sluice.component.Admission;
import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Refusal;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.client.Target;
import dev.sluice.receiver.prometheus.client.ScrapeException;
import dev.sluice.receiver.prometheus.series.Report;
import dev.sluice.receiver.prometheus.series.TargetMetrics;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One target's scrapes. Room for the data comes first, then the page, then the batch, or several
 * where the page is large; without room there is no request, so that a full pipeline costs neither
 * memory nor the target's time. One scrape at a time, on any thread.
 */
final class TargetLoop {
  /** What a page that nobody has seen yet is taken for. */
  private static final long FIRST_GUESS_BYTES = 64 << 10;

  /** A scrape's own report, and some. */
  private static final long LEAST_BYTES = 4 << 10;

  private static final int REPORT_POINTS = 5;
  private static final long QUICK_NANOS = 1_000_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ScrapeTarget target;
  private final Target url;
  private final PageSource pages;
  private final TargetMetrics metrics;
  private final Handover handover;
  private final Health health;
  private final Clock clock;
  private final Supplier<@Nullable String> obstacle;

  private long expectedBytes = FIRST_GUESS_BYTES;
  private int expectedPoints = REPORT_POINTS;
  private volatile boolean scraped;

  /** Nobody knows yet. */
  private volatile boolean slow = true;

  /** What a loop works with. */
  record Tools(PageSource pages, Handover handover, Health health, Clock clock) {}

  /**
   * @param obstacle says why this target must not be scraped now, which then fails without a
   *     request; null if it may
   */
  TargetLoop(
      ScrapeTarget target,
      Target url,
      TargetMetrics metrics,
      Tools tools,
      Supplier<@Nullable String> obstacle) {
    this.target = target;
    this.url = url;
    this.pages = tools.pages;
    this.metrics = metrics;
    this.handover = tools.handover;
    this.health = tools.health;
    this.clock = tools.clock;
    this.obstacle = obstacle;
  }

  ScrapeTarget target() {
    return target;
  }

  Health health() {
    return health;
  }

  /** Whether there is anything that could be marked as stale. */
  boolean hasScraped() {
    return scraped;
  }

  /** Whether the next scrape may well take more than a second. */
  boolean isSlow() {
    return slow;
  }

  /**
   * Marks all series as stale, those of the report too: the target is no longer one.
   *
   * @param epochMillis the time of the markers
   */
  void vanish(long epochMillis) {
    try (Admission admission = handover.admit(expectedBytes)) {
      Refusal refusal = admission.refusal();
      if (refusal != null) {
        handover.refuse(refusal, expectedPoints);
        return;
      }
      metrics.begin(epochMillis, clock.nanoTime());
      metrics.vanish(parts(admission));
    }
  }

  /** Gives the memory of its series back; the last call. */
  void forget() {
    metrics.forgetAll();
  }

  /** Scrapes once. Leaves nothing behind if the process stops meanwhile. */
  void scrape() {
    try (Admission admission = handover.admit(expectedBytes)) {
      Refusal refusal = admission.refusal();
      if (refusal == null) {
        scrape(admission);
      } else {
        handover.refuse(refusal, expectedPoints);
      }
    }
  }

  private void scrape(Admission admission) {
    long began = clock.nanoTime();
    metrics.begin(clock.epochMillis(), began);
    var progress = new PageSource.Progress();
    String problem = obstacle.get();
    if (problem == null) {
      try {
        pages.read(url, target.timeout(), metrics, progress);
        problem = metrics.endOfPage();
      } catch (SendException e) {
        if (e.trouble() == Trouble.STOPPED) return;
        problem = String.valueOf(e.getMessage());
      } catch (ScrapeException e) {
        problem = String.valueOf(e.getMessage());
      }
    }
    long ended = clock.nanoTime();
    Report report = report(ended - began, progress.bodyBytes);
    scraped = true;
    slow = ended - began > QUICK_NANOS;
    tell(problem, ended);
    Handover.Parts parts = parts(admission);
    if (problem == null) {
      metrics.succeed(report, parts);
    } else {
      metrics.fail(report, parts);
    }
    expectedBytes = Math.max(LEAST_BYTES, parts.largestBytes());
    expectedPoints = parts.points();
  }

  /** What has no room may wait for it as long as a scrape may take. */
  private Handover.Parts parts(Admission admission) {
    return handover.parts(admission, Deadline.in(target.timeout(), clock));
  }

  private Report report(long nanos, long bodyBytes) {
    return new Report(
        nanos / NANOS_PER_SECOND,
        seconds(target.timeout()),
        target.job().defaults().limits().samples(),
        bodyBytes);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }

  private void tell(@Nullable String problem, long nanoTime) {
    if (problem != null) {
      health.failed(problem, nanoTime);
      return;
    }
    health.succeeded(nanoTime);
    health.skipped(metrics.skipped(), metrics.skippedWhy());
  }
}
