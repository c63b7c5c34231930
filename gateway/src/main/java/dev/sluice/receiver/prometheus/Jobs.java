package dev.sluice.receiver.prometheus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Settings;
import dev.sluice.net.tls.TlsException;
import dev.sluice.receiver.prometheus.client.LinkLocal;
import dev.sluice.receiver.prometheus.discovery.Discovery;
import dev.sluice.receiver.prometheus.discovery.DiscoveryConfig;
import dev.sluice.receiver.prometheus.discovery.Groups;
import dev.sluice.receiver.prometheus.discovery.Lent;
import dev.sluice.receiver.prometheus.series.MappingOptions;
import dev.sluice.receiver.prometheus.series.SeriesRoom;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * The jobs that run, with what they share: discoveries that are written alike are one, for the
 * answers of an API server are large. Jobs come and go. Any thread.
 */
final class Jobs implements AutoCloseable {
  /** A page that says nothing of its size must not fill the memory: this part of it at most. */
  private static final int BODY_SHARE = 10;

  private static final long LEAST_BODY_BYTES = 8 << 20;

  /** Neither must its series: this part of the memory at most, unless the job has a limit. */
  private static final int SERIES_SHARE = 8;

  /** A limit is a promise that so many samples are meant. */
  private static final long BYTES_PER_SAMPLE = 1024;

  /** The series of all targets together, and those of one whatever its job promises. */
  private static final int ALL_SERIES_SHARE = 4;

  /** Nor what is known of targets. */
  private static final int GROUPS_SHARE = 8;

  private static final int ANSWER_SHARE = 16;

  /** About what a target takes that has never been scraped. */
  private static final long BYTES_PER_TARGET = 32 << 10;

  /** Start times outlive one missed scrape, as in the collector. */
  private static final Duration RETENTION = Duration.ofMinutes(2);

  private static final Duration RETENTION_BEYOND_INTERVAL = Duration.ofMinutes(1);

  private final PrometheusReceiverConfig config;
  private final Settings settings;
  private final Handover handover;
  private final Rounds rounds;
  private final Syncs syncs;
  private final ExecutorService threads;
  private final Semaphore room;
  private final SeriesRoom seriesRoom;

  @GuardedBy("this")
  private final Map<String, RunningJob> jobs = new HashMap<>();

  @GuardedBy("this")
  private final Map<DiscoveryConfig, Provider> providers = new HashMap<>();

  private volatile List<RunningJob> running = List.of();

  /**
   * @param threads for what blocks; the caller ends them
   */
  Jobs(
      PrometheusReceiverConfig config,
      Settings settings,
      Handover handover,
      Rounds rounds,
      ExecutorService threads) {
    this.config = config;
    this.settings = settings;
    this.handover = handover;
    this.rounds = rounds;
    this.threads = threads;
    this.syncs = new Syncs(settings, threads);
    this.seriesRoom = new SeriesRoom(settings.memory().heapBytes() / ALL_SERIES_SHARE);
    long most = settings.memory().totalBytes() / BYTES_PER_TARGET;
    this.room = new Semaphore((int) Math.min(Integer.MAX_VALUE, most));
  }

  /** Scrapes what the job's discoveries know by now, and from now on. */
  synchronized void add(ScrapeJob job) throws TlsException {
    var pages = new PageSource(job, ceiling(), allowed(job), settings.version(), nanoTime());
    var tools = new TargetPool.Tools(settings, pages, handover, rounds, room);
    var added = new RunningJob(job, new TargetPool(job, options(job), tools), pages);
    var opened = new ArrayList<Provider>();
    for (DiscoveryConfig discovery : new LinkedHashSet<>(job.discoveries())) {
      Provider provider = providers.get(discovery);
      if (provider == null) {
        provider = open(discovery);
        providers.put(discovery, provider);
        opened.add(provider);
      }
      added.providers.add(provider);
      provider.jobs.add(added);
    }
    jobs.put(job.name(), added);
    running = List.copyOf(jobs.values());
    for (Provider provider : opened) provider.discovery.start();
    added.sync();
  }

  private Provider open(DiscoveryConfig discovery) throws TlsException {
    var users = new Provider[1];
    var groups =
        new Groups(
            settings.memory().totalBytes() / GROUPS_SHARE,
            () -> {
              Provider provider = users[0];
              if (provider != null) syncs.changed(provider.jobs);
            });
    Lent lent = lent(discovery.title(), discovery.mechanism());
    Discovery made = discovery.open(groups, lent);
    var provider = new Provider(groups, made);
    users[0] = provider;
    return provider;
  }

  /** What somebody works with who finds targets, or jobs. */
  Lent lent(String title, String mechanism) {
    String receiver = settings.id().toString();
    return new Lent(
        receiver,
        title,
        settings.clock(),
        settings.timer(),
        threads,
        settings
            .instruments()
            .count("sluice_discovery_failures_total", "receiver", receiver, "mechanism", mechanism),
        Math.max(LEAST_BODY_BYTES, settings.memory().totalBytes() / ANSWER_SHARE),
        settings.version());
  }

  /** Its targets leave; their series are marked as stale in time. */
  synchronized void remove(String name) {
    RunningJob removed = jobs.remove(name);
    if (removed == null) return;
    running = List.copyOf(jobs.values());
    for (Provider provider : removed.providers) {
      provider.jobs.remove(removed);
      if (!provider.jobs.isEmpty()) continue;
      provider.discovery.close();
      providers.values().remove(provider);
    }
    removed.pool.sync(List.of());
    removed.close();
  }

  private Predicate<InetAddress> allowed(ScrapeJob job) {
    boolean isForeign = job.discoveries().stream().anyMatch(DiscoveryConfig::isForeign);
    return isForeign && !config.allowLinkLocalTargets() ? LinkLocal::isNot : address -> true;
  }

  private long ceiling() {
    return Math.max(LEAST_BODY_BYTES, settings.memory().totalBytes() / BODY_SHARE);
  }

  private java.util.function.LongSupplier nanoTime() {
    return settings.clock()::nanoTime;
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
        retention(job),
        memoryBytes(job),
        seriesRoom,
        settings.version());
  }

  private long memoryBytes(ScrapeJob job) {
    long heap = settings.memory().heapBytes();
    long promised = job.defaults().limits().samples() * BYTES_PER_SAMPLE;
    return Math.max(heap / SERIES_SHARE, Math.min(promised, heap / ALL_SERIES_SHARE));
  }

  private Duration retention(ScrapeJob one) {
    Duration longest = one.defaults().interval();
    for (ScrapeJob job : config.jobs()) {
      if (job.defaults().interval().compareTo(longest) > 0) longest = job.defaults().interval();
    }
    Duration retention = longest.plus(RETENTION_BEYOND_INTERVAL);
    return retention.compareTo(RETENTION) < 0 ? RETENTION : retention;
  }

  /** Targets whose last scrape succeeded, or failed. */
  long count(boolean isUp) {
    long count = 0;
    for (RunningJob job : running) count += job.pool.count(isUp);
    return count;
  }

  /** Nothing is discovered any more. */
  synchronized void stopDiscovering() {
    syncs.stop();
    for (Provider provider : providers.values()) provider.discovery.close();
  }

  @Override
  public synchronized void close() {
    for (RunningJob job : jobs.values()) job.close();
  }
}
