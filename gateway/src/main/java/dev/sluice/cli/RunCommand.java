package dev.sluice.cli;

import dev.sluice.cli.Orders.Order;
import dev.sluice.component.Factories;
import dev.sluice.component.StartException;
import dev.sluice.telemetry.logs.LogEncoding;
import dev.sluice.telemetry.logs.Logs;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a gateway until a signal ends it, and then lets it drain. */
final class RunCommand {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Factories factories;
  private final Function<String, @Nullable String> environment;
  private final PrintStream err;
  private final boolean banner;
  private final Orders orders;
  private final Ending ending;

  RunCommand(
      Factories factories,
      Function<String, @Nullable String> environment,
      PrintStream err,
      boolean banner,
      Orders orders,
      Ending ending) {
    this.factories = factories;
    this.environment = environment;
    this.err = err;
    this.banner = banner;
    this.orders = orders;
    this.ending = ending;
  }

  int run(Sources sources) {
    Plan plan = Plan.read(sources, factories, environment);
    if (!plan.problems().isEmpty()) err.print(plan.problems().render(false));
    if (!plan.isValid()) return ExitCode.CONFIG;
    if (!applyLogs(plan)) return ExitCode.FAILED;
    LOG.info("Starting sluice {} on Java {}...", Version.NUMBER, Runtime.version().feature());
    // Before anything listens: what is taken from then on is handed on before the process ends.
    if (!ending.begin()) return ExitCode.OK;
    int code = ExitCode.FAILED;
    try {
      code = run(plan, sources);
      return code;
    } finally {
      ending.stopped(code);
    }
  }

  private int run(Plan plan, Sources sources) {
    ending.bound(plan.gateway().shutdownTimeout(), () -> LOG.error("the start hangs"));
    Gateway gateway;
    try {
      gateway = Gateway.start(plan);
    } catch (StartException e) {
      LOG.error("cannot start: {}", e.getMessage());
      return ExitCode.FAILED;
    } catch (RuntimeException fault) {
      LOG.error("cannot start, by a fault of the gateway", fault);
      return ExitCode.FAILED;
    }
    ending.bound(
        plan.gateway().shutdownTimeout(),
        () -> LOG.error("the shutdown hangs and is cut. {}", LedgerSummary.of(gateway.ledger())));
    if (wantsBanner(plan)) Banner.print(err, plan, sources, gateway.memory());
    LOG.info(
        "Everything is ready. Begin running and processing data. (took {} ms)",
        ManagementFactory.getRuntimeMXBean().getUptime());
    var reload = new Reload(factories, environment, sources, gateway);
    String seen = plan.configuration().fingerprint();
    try (ConfigWatch watch = new ConfigWatch(sources, environment, orders, seen)) {
      watch.every(plan.gateway().watch());
      while (orders.take() != Order.STOP) {
        if (!reload.run()) continue;
        watch.every(gateway.plan().gateway().watch());
        bound(gateway);
      }
    }
    LOG.info("Starting shutdown...");
    try {
      gateway.stop(ending.left(gateway.plan().gateway().shutdownTimeout()));
    } catch (RuntimeException fault) {
      LOG.error("the shutdown failed. {}", LedgerSummary.of(gateway.ledger()), fault);
      return ExitCode.FAILED;
    }
    LOG.info("Shutdown complete. {}", LedgerSummary.of(gateway.ledger()));
    return ExitCode.OK;
  }

  private void bound(Gateway gateway) {
    ending.bound(
        gateway.plan().gateway().shutdownTimeout(),
        () -> LOG.error("the shutdown hangs and is cut. {}", LedgerSummary.of(gateway.ledger())));
  }

  /** Whoever reads JSON wants nothing else between the lines. */
  private boolean wantsBanner(Plan plan) {
    return banner && plan.telemetry().logs().encoding() == LogEncoding.CONSOLE;
  }

  private boolean applyLogs(Plan plan) {
    try {
      Logs.apply(plan.telemetry().logs());
      return true;
    } catch (IOException e) {
      err.println("error: cannot log where service::telemetry::logs says: " + e.getMessage());
      return false;
    }
  }
}
