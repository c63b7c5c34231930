package dev.sluice.exporter.loki;

import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loki's limits, as it says them: of the configured tenant at the start, and of each that only the
 * logs name when it is first met, up to {@value #MOST_TENANTS}. Asks on a thread of its own, one
 * tenant after the other; what is not known yet is as if Loki had not said it. Any thread.
 */
final class LearnedLimits implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LokiPush.class);
  private static final int MOST_TENANTS = 64;
  private static final int IDLE_SECONDS = 5;

  private final String id;
  private final LokiConfig config;
  private final Target target;
  private final HttpSender sender;
  private final PushSize size;
  private final MetadataLimits metadata;
  private final LokiResources resources;
  private final boolean isOneTenants;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> rates = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor aside;

  LearnedLimits(
      String id,
      LokiConfig config,
      Target target,
      HttpSender sender,
      PushSize size,
      MetadataLimits metadata,
      LokiResources resources) {
    this.id = id;
    this.config = config;
    this.target = target;
    this.sender = sender;
    this.size = size;
    this.metadata = metadata;
    this.resources = resources;
    // A configured header wins over what the logs say.
    this.isOneTenants =
        config.client().headers().keySet().stream()
            .anyMatch(name -> name.equalsIgnoreCase("x-scope-orgid"));
    this.aside =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
    aside.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable task) {
    var thread = new Thread(task, "sluice-preflight-" + id);
    thread.setDaemon(true);
    return thread;
  }

  /** A push for that tenant is about to be sent. */
  void met(String tenant) {
    if (tenant.isEmpty() || isOneTenants || asked.contains(tenant)) return;
    if (asked.size() < MOST_TENANTS && asked.add(tenant)) learn(tenant);
  }

  /** What Loki takes of a tenant in a second, in bytes; 0 is unknown. */
  long rate(String tenant) {
    Long own = rates.get(tenant);
    return own != null ? own : rates.getOrDefault("", 0L);
  }

  /** Asks aside; the tenant is empty for the configured one. */
  void learn(String tenant) {
    try {
      aside.execute(() -> ask(tenant));
    } catch (RejectedExecutionException ignored) {
      // We are stopping: nobody needs to know any more.
    }
  }

  private void ask(String tenant) {
    try {
      LokiLimits limits = Preflight.ask(sender, target, tenant);
      if (limits != null) learn(tenant, limits);
    } catch (SendException e) {
      LOG.debug("exporter '{}': limits are unknown: {}", id, e.getMessage());
    } catch (RuntimeException fault) {
      LOG.warn("exporter '{}': limits could not be read, by a fault of the gateway", id, fault);
    }
  }

  private void learn(String tenant, LokiLimits limits) {
    String whose = tenant.isEmpty() ? "" : " (tenant " + tenant + ")";
    for (Preflight.Advice advice : Preflight.judge(limits, config)) {
      LOG.warn(
          "exporter '{}'{}: `{}` {}; fix: {}",
          id,
          whose,
          advice.key(),
          advice.problem(),
          advice.fix());
    }
    // Pushes of all tenants are made alike, so the least burst counts.
    if (limits.burst() > 0) size.limit(limits.burst());
    if (limits.rate() > 0) rates.put(tenant, limits.rate());
    metadata.limit(
        (int) Math.min(Integer.MAX_VALUE, limits.maxMetadataSize()),
        (int) Math.min(Integer.MAX_VALUE, limits.maxMetadataEntries()));
    // What one tenant may not have, others may: those learn it from an answer, if it comes to that.
    if (tenant.isEmpty() && limits.isMetadataRefused()) {
      metadata.refused();
      resources.withoutMetadata();
    }
  }

  @Override
  public void close() {
    aside.shutdownNow();
  }
}
