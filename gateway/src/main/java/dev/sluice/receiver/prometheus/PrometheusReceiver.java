package dev.sluice.receiver.prometheus;

import dev.sluice.component.Deadline;
import dev.sluice.component.Intake;
import dev.sluice.component.Receiver;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.net.tls.TlsException;
import dev.sluice.receiver.prometheus.discovery.Discovery;
import dev.sluice.receiver.prometheus.discovery.Lent;
import dev.sluice.receiver.prometheus.discovery.Refresher;
import java.util.HashSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes Prometheus endpoints. A target that does not answer, a name that is not known, a page
 * that is none: all of that is that target's {@code up = 0} and disturbs nothing else.
 */
final class PrometheusReceiver implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);

  private final PrometheusReceiverConfig config;
  private final Settings settings;
  private final @Nullable Intake intake;
  private final String host;
  private @Nullable Rounds rounds;
  private @Nullable Jobs jobs;
  private @Nullable ExecutorService threads;
  private @Nullable Discovery allocation;

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
    ExecutorService started = threads();
    threads = started;
    var scraping = new Rounds(settings, host);
    rounds = scraping;
    var running = new Jobs(config, settings, new Handover(intake, settings), scraping, started);
    jobs = running;
    for (ScrapeJob job : config.jobs()) add(job, running);
    allocate(running);
    gauge("up", running, true);
    gauge("down", running, false);
    LOG.info(
        "receiver '{}': scraping {} {}",
        settings.id(),
        config.jobs().size(),
        config.jobs().size() == 1 ? "job" : "jobs");
  }

  /** For what blocks: discoveries, a few threads each at most, and what makes targets of them. */
  private ExecutorService threads() {
    var number = new AtomicInteger();
    return Executors.newCachedThreadPool(
        task ->
            new Thread(task, "sluice-discovery-" + settings.id() + "-" + number.incrementAndGet()));
  }

  private void add(ScrapeJob job, Jobs running) throws StartException {
    try {
      running.add(job);
    } catch (TlsException e) {
      throw new StartException(
          "receiver '%s', job '%s': %s".formatted(settings.id(), job.name(), e.getMessage()), e);
    }
  }

  private void allocate(Jobs running) throws StartException {
    AllocatorConfig allocator = config.allocator();
    if (allocator == null) return;
    var written = new HashSet<String>();
    for (ScrapeJob job : config.jobs()) written.add(job.name());
    Lent lent = running.lent("target_allocator " + allocator.shownEndpoint(), "target_allocator");
    try {
      var jobs = new AllocatedJobs(allocator, config.defaults(), written, running, lent);
      allocation = new Refresher(AllocatedJobs.step(allocator), jobs, lent);
      allocation.start();
    } catch (TlsException e) {
      throw new StartException(
          "receiver '%s', target_allocator: %s".formatted(settings.id(), e.getMessage()), e);
    }
  }

  private void gauge(String state, Jobs running, boolean isUp) {
    settings
        .instruments()
        .gauge(
            "sluice_scrape_targets",
            () -> running.count(isUp),
            "receiver",
            settings.id().toString(),
            "state",
            state);
  }

  /** Breaks off. Writes no stale markers: whoever starts next goes on with the same series. */
  @Override
  public void stop(Deadline deadline) {
    if (allocation != null) allocation.close();
    if (jobs != null) jobs.stopDiscovering();
    if (threads != null) threads.shutdownNow();
    // Before those that look up names, which can take seconds, so that no page waits for them.
    if (rounds != null) rounds.stop(deadline);
    if (threads != null) await(threads, deadline);
    if (jobs != null) jobs.close();
  }

  private void await(ExecutorService ending, Deadline deadline) {
    try {
      boolean over = ending.awaitTermination(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (!over) LOG.warn("receiver '{}': a discovery did not end in time", settings.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
