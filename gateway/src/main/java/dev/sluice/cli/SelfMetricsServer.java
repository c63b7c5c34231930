package dev.sluice.cli;

import dev.sluice.component.Clock;
import dev.sluice.component.StartException;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ListenException;
import dev.sluice.net.http.HttpServer;
import dev.sluice.net.http.HttpServerConfig;
import dev.sluice.net.tls.TlsException;
import dev.sluice.telemetry.Instruments;
import dev.sluice.telemetry.JvmMetrics;
import dev.sluice.telemetry.MetricsLevel;
import dev.sluice.telemetry.MetricsText;
import dev.sluice.telemetry.ProcessMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} for every reader of {@code service::telemetry::metrics}, those of the
 * process and the JVM among them. Pages are written by one thread of its own, since reading the
 * JVM's beans may wait; scrapes beyond a few that wait for it are answered 503. Started and stopped
 * once, by one thread.
 */
final class SelfMetricsServer {
  private static final Logger LOG = LoggerFactory.getLogger(SelfMetricsServer.class);
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final int WAITING = 16;
  private static final long IDLE_SECONDS = 60;

  private final MetricsConfig config;
  private final Instruments instruments;
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> exampleNames = new ArrayList<>();
  private final ThreadPoolExecutor writer;

  /** What measures until the end. */
  private final Queue<AutoCloseable> measuring = new ConcurrentLinkedQueue<>();

  /**
   * @param resource attributes of this process
   * @param loops asked for only if anything is served
   */
  SelfMetricsServer(
      MetricsConfig config,
      Map<String, String> resource,
      Instruments instruments,
      Supplier<EventLoops> loops,
      Clock clock) {
    this.config = config;
    this.instruments = instruments;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              var thread = new Thread(task, "sluice-metrics");
              thread.setDaemon(true);
              return thread;
            });
    writer.allowCoreThreadTimeOut(true);
    if (config.level() == MetricsLevel.NONE) return;
    for (MetricsReader reader : config.readers()) {
      var text = new MetricsText(instruments, reader.view(config.level(), resource));
      exampleNames.add(text.exampleName());
      servers.add(
          new HttpServer(
              HttpServerConfig.at(reader.endpoint()),
              new MetricsHandler(text, writer),
              loops.get(),
              clock));
    }
  }

  /** Listens when it returns, on all addresses or on none. */
  void start() throws StartException {
    if (servers.isEmpty()) return;
    // Beside the start of everything else, as the beans take their time; scrapes queue up behind.
    writer.execute(this::measure);
    try {
      for (HttpServer server : servers) server.start();
    } catch (ListenException | TlsException e) {
      stop();
      throw new StartException("service::telemetry::metrics: " + e.getMessage(), e);
    }
    for (int i = 0; i < servers.size(); i++) {
      Endpoint endpoint = config.readers().get(i).endpoint();
      LOG.info("Serving metrics on {}/metrics, such as {}", endpoint, exampleNames.get(i));
    }
  }

  /** Where it listens, with the ports that it got; in the order of the readers. */
  List<InetSocketAddress> addresses() {
    return servers.stream().map(HttpServer::address).toList();
  }

  private void measure() {
    measuring.add(new ProcessMetrics(instruments));
    measuring.add(new JvmMetrics(instruments));
  }

  void stop() {
    servers.forEach(server -> server.stop(GRACE));
    writer.shutdown();
    try {
      if (!writer.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) writer.shutdownNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (AutoCloseable one : measuring) {
      try {
        one.close();
      } catch (Exception e) {
        LOG.warn("the process is still being measured", e);
      }
    }
  }
}
