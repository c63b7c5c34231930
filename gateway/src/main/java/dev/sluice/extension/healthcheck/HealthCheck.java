package dev.sluice.extension.healthcheck;

import dev.sluice.component.Deadline;
import dev.sluice.component.Extension;
import dev.sluice.component.Fitness;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ListenException;
import dev.sluice.net.http.HttpAnswer;
import dev.sluice.net.http.HttpHead;
import dev.sluice.net.http.HttpServer;
import dev.sluice.net.http.Reception;
import dev.sluice.net.tls.TlsException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers probes: 200 from ready until the process is told to stop, 503 before and after. A kubelet
 * restarts on it, so that nothing else decides but what a restart mends, {@link Fitness}: not a
 * backend, nor memory, nor a disk.
 */
final class HealthCheck implements Extension {
  private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final Reception NOT_FOUND =
      Reception.answer(HttpAnswer.text(404, "text/plain; charset=utf-8", "404 page not found\n"));

  private final HealthCheckConfig config;
  private final Settings settings;
  private final HttpServer server;
  private final ProbeAnswers answers;
  private final Fitness fitness;

  /** When the pipelines began to take data; null before and after. */
  private volatile @Nullable Ready ready;

  private record Ready(long sinceNanos, long epochMillis) {}

  HealthCheck(HealthCheckConfig config, Settings settings) {
    this.config = config;
    this.settings = settings;
    this.answers = new ProbeAnswers(config.responses());
    this.fitness = settings.shared().get(Fitness.class, Fitness::new);
    EventLoops loops = settings.shared().get(EventLoops.class, EventLoops::new);
    this.server = new HttpServer(config.server(), this::answer, loops, settings.clock());
  }

  @Override
  public void start() throws StartException {
    try {
      server.start();
    } catch (ListenException | TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    LOG.info("extension '{}' listens on {}", settings.id(), config.server().endpoint());
  }

  @Override
  public void pipelinesReady() {
    ready = new Ready(settings.clock().nanoTime(), settings.clock().epochMillis());
  }

  @Override
  public void pipelinesNotReady() {
    ready = null;
  }

  @Override
  public void stop(Deadline deadline) {
    ready = null;
    Duration left = Duration.ofNanos(deadline.remainingNanos());
    server.stop(left.compareTo(GRACE) < 0 ? left : GRACE);
  }

  /** Where it listens, with the port that it got. */
  InetSocketAddress address() {
    return server.address();
  }

  private Reception answer(HttpHead head) {
    if (!config.path().equals("/") && !config.path().equals(head.path())) return NOT_FOUND;
    Ready now = ready;
    return now == null || fitness.fault() != null
        ? answers.unavailable()
        : answers.available(now.epochMillis, settings.clock().nanoTime() - now.sinceNanos);
  }
}
