package dev.sluice.cli;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Shared;
import dev.sluice.component.StartException;
import dev.sluice.data.Branch;
import dev.sluice.data.Ledger;
import dev.sluice.net.EventLoops;
import dev.sluice.net.NetworkBuffers;
import dev.sluice.pipeline.Graph;
import dev.sluice.pipeline.House;
import dev.sluice.pipeline.JvmMemory;
import dev.sluice.telemetry.Instruments;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running gateway: everything between a valid configuration and the end of the process. Started
 * once, stopped once; several may live in one JVM, for tests.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Clock clock = Clock.SYSTEM;
  private final Ledger ledger = new Ledger();
  private final Shared shared = new Shared();
  private final ScheduledThreadPoolExecutor timer = timer();
  private final JvmMemory memory;
  private final Graph graph;
  private final SelfMetricsServer selfMetrics;
  private final ConfigMetrics configMetrics;

  /** The main thread's. */
  private Plan plan;

  private Gateway(Plan plan) throws StartException {
    this.plan = plan;
    var instruments = new Instruments();
    // On Java 25 the JVM's own figure for direct buffers leaves the network's pool out.
    instruments.gauge("sluice_network_buffer_bytes", NetworkBuffers::directBytes);
    this.configMetrics = new ConfigMetrics(instruments, plan.configuration().fingerprint());
    var branches = new CopyOnWriteArrayList<Branch>();
    this.memory =
        new JvmMemory(
            () -> branches.stream().mapToLong(Branch::reservedBytes).sum(),
            NetworkBuffers::directBytes);
    var house =
        new House(ledger, branches, instruments, clock, timer, memory, shared, Version.NUMBER);
    this.graph = new Graph(plan.blueprint(), house);
    TelemetryConfig telemetry = plan.telemetry();
    this.selfMetrics =
        new SelfMetricsServer(
            telemetry.metrics(),
            telemetry.resourceOf(Version.NUMBER, UUID.randomUUID().toString()),
            instruments,
            () -> shared.get(EventLoops.class, EventLoops::new),
            clock);
  }

  /** Starts everything, or throws and leaves nothing running. */
  static Gateway start(Plan plan) throws StartException {
    var gateway = new Gateway(plan);
    try {
      gateway.selfMetrics.start();
      gateway.graph.start();
      Leftovers.name(plan.blueprint().serviceExtensions(), gateway.shared);
      return gateway;
    } catch (StartException | RuntimeException e) {
      gateway.closeHouse();
      throw e;
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              var thread = new Thread(work, "sluice-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  public Ledger ledger() {
    return ledger;
  }

  /** Where the metrics are served, in the order of the configuration. */
  List<InetSocketAddress> metricsAddresses() {
    return selfMetrics.addresses();
  }

  JvmMemory memory() {
    return memory;
  }

  /** Stops taking data, hands on what is here within {@code time}, and counts what is left. */
  void stop(Duration time) {
    try {
      graph.stop(Deadline.in(time, clock));
    } finally {
      closeHouse();
    }
  }

  /**
   * Takes another configuration without stopping; see {@link Graph#become}. Counted either way.
   *
   * @throws StartException if that cannot be; then the old one goes on
   */
  void become(Plan next) throws StartException {
    try {
      graph.become(next.blueprint(), next.gateway().shutdownTimeout());
    } catch (StartException | RuntimeException e) {
      configMetrics.failed();
      throw e;
    }
    plan = next;
    configMetrics.taken(next.configuration().fingerprint());
  }

  /** A configuration was found to be wrong before it was tried. */
  void refused() {
    configMetrics.failed();
  }

  /** What it runs. */
  Plan plan() {
    return plan;
  }

  /** Stops with the time to drain that the configuration gives. */
  @Override
  public void close() {
    stop(plan.gateway().shutdownTimeout());
  }

  private void closeHouse() {
    selfMetrics.stop();
    timer.shutdownNow();
    memory.close();
    try {
      shared.close();
    } catch (RuntimeException e) {
      LOG.warn("not everything was closed in order", e);
    }
  }
}
