package dev.sluice.receiver.prometheus;

import dev.sluice.component.Deadline;
import dev.sluice.component.Intake;
import dev.sluice.component.Receiver;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.receiver.prometheus.series.MappingOptions;
import dev.sluice.receiver.prometheus.series.TargetMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes Prometheus endpoints. A target that does not answer, a name that is not known, a page
 * that is none: all of that is that target's {@code up = 0} and disturbs nothing else.
 */
final class PrometheusReceiver implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);

  /** A page that says nothing of its size must not fill the memory: this part of it at most. */
  private static final int BODY_SHARE = 10;

  private static final long LEAST_BODY_BYTES = 8 << 20;

  /** Neither must its series: this part of the memory at most, unless the job has a limit. */
  private static final int SERIES_SHARE = 8;

  private static final long BYTES_PER_SAMPLE = 1024;

  /** Start times outlive one missed scrape, as in the collector. */
  private static final Duration RETENTION = Duration.ofMinutes(2);

  private static final Duration RETENTION_BEYOND_INTERVAL = Duration.ofMinutes(1);

  private final PrometheusReceiverConfig config;
  private final Settings settings;
  private final @Nullable Intake intake;
  private final String host;
  private final List<PageSource> sources = new ArrayList<>();
  private final List<TargetLoop> loops = new ArrayList<>();
  private @Nullable Rounds rounds;

  /**
   * @param intake null if no pipeline takes metrics from here
   * @param host that scrapes, for the times of the first scrapes
   */
  PrometheusReceiver(
      PrometheusReceiverConfig config, Settings settings, @Nullable Intake intake, String host) {
    this.config = config;
    this.settings = settings;
    this.intake = intake;
    this.host = host;
  }

  @Override
  public void start() throws StartException {
    if (intake == null) return;
    var handover = new Handover(intake, settings);
    for (ScrapeJob job : config.jobs()) addTargets(job, handover);
    var started = new Rounds(settings, loops.size());
    rounds = started;
    for (TargetLoop loop : loops) started.add(loop, host);
    gauge("up", true);
    gauge("down", false);
    LOG.info(
        "receiver '{}': scraping {} {} of {} {}",
        settings.id(),
        loops.size(),
        loops.size() == 1 ? "target" : "targets",
        config.jobs().size(),
        config.jobs().size() == 1 ? "job" : "jobs");
  }

  private void gauge(String state, boolean isUp) {
    settings
        .instruments()
        .gauge(
            "sluice_scrape_targets",
            () -> loops.stream().filter(l -> Objects.equals(l.health().isUp(), isUp)).count(),
            "receiver",
            settings.id().toString(),
            "state",
            state);
  }

  private void addTargets(ScrapeJob job, Handover handover) throws StartException {
    var maker = new TargetMaker(job);
    for (String problem : maker.problems()) LOG.warn("receiver '{}', {}", settings.id(), problem);
    if (maker.dropped() > 0) {
      LOG.info(
          "receiver '{}', job '{}': relabel_configs dropped {} of its addresses",
          settings.id(),
          job.name(),
          maker.dropped());
    }
    PageSource source = source(job);
    sources.add(source);
    MappingOptions options = options(job);
    String obstacle = obstacle(job, maker.targets().size());
    for (ScrapeTarget target : maker.targets()) {
      Target url = Target.parse(target.url());
      if (url == null) {
        LOG.warn("receiver '{}', job '{}': no URL: {}", settings.id(), job.name(), target.url());
        continue;
      }
      var health = new Health(settings.id().toString(), target);
      loops.add(
          new TargetLoop(
              target,
              url,
              new TargetMetrics(target.identity(), options),
              new TargetLoop.Tools(source, handover, health, settings.clock()),
              obstacle));
    }
  }

  private PageSource source(ScrapeJob job) throws StartException {
    long ceiling = Math.max(LEAST_BODY_BYTES, settings.memory().totalBytes() / BODY_SHARE);
    try {
      return new PageSource(job, ceiling, settings.version(), settings.clock()::nanoTime);
    } catch (TlsException e) {
      throw new StartException(
          "receiver '%s', job '%s': %s".formatted(settings.id(), job.name(), e.getMessage()), e);
    }
  }

  /** As in Prometheus, a job with too many targets has none that works. */
  private static @Nullable String obstacle(ScrapeJob job, int targets) {
    int limit = job.defaults().targetLimit();
    if (limit == 0 || targets <= limit) return null;
    return "the job has %d targets, target_limit is %d".formatted(targets, limit);
  }

  private MappingOptions options(ScrapeJob job) {
    return new MappingOptions(
        job.honor().labels(),
        job.honor().timestamps(),
        job.honor().trackTimestampsStaleness(),
        job.metricRelabeling(),
        job.defaults().limits(),
        config.externalLabels(),
        config.trimMetricSuffixes(),
        config.startTimeMetric(),
        config.reportExtraScrapeMetrics(),
        retention(),
        memoryBytes(job),
        settings.version());
  }

  /** A written limit is a promise that so many samples are meant. */
  private long memoryBytes(ScrapeJob job) {
    long promised = job.defaults().limits().samples() * BYTES_PER_SAMPLE;
    return Math.max(settings.memory().totalBytes() / SERIES_SHARE, promised);
  }

  private Duration retention() {
    Duration longest = Duration.ZERO;
    for (ScrapeJob job : config.jobs()) {
      if (job.defaults().interval().compareTo(longest) > 0) longest = job.defaults().interval();
    }
    Duration retention = longest.plus(RETENTION_BEYOND_INTERVAL);
    return retention.compareTo(RETENTION) < 0 ? RETENTION : retention;
  }

  /** Breaks off. Writes no stale markers: whoever starts next goes on with the same series. */
  @Override
  public void stop(Deadline deadline) {
    Rounds started = rounds;
    if (started != null) started.stop(deadline);
    for (PageSource source : sources) source.close();
  }
}
