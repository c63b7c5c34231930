package dev.sluice.cli;

import dev.sluice.component.Factories;
import dev.sluice.component.StartException;
import dev.sluice.telemetry.logs.LogEncoding;
import dev.sluice.telemetry.logs.Logs;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
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

  RunCommand(
      Factories factories,
      Function<String, @Nullable String> environment,
      PrintStream err,
      boolean banner) {
    this.factories = factories;
    this.environment = environment;
    this.err = err;
    this.banner = banner;
  }

  int run(Sources sources) {
    Plan plan = Plan.read(sources, factories, environment);
    if (!plan.problems().isEmpty()) err.print(plan.problems().render(false));
    if (!plan.isValid()) return ExitCode.CONFIG;
    if (!applyLogs(plan)) return ExitCode.FAILED;
    LOG.info("Starting sluice {} on Java {}...", Version.NUMBER, Runtime.version().feature());
    var stopped = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    Gateway gateway;
    try {
      gateway = Gateway.start(plan);
    } catch (StartException e) {
      LOG.error("cannot start: {}", e.getMessage());
      return ExitCode.FAILED;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, stopped), "sluice-signal"));
    if (wantsBanner(plan)) Banner.print(err, plan, sources, gateway.memory());
    LOG.info(
        "Everything is ready. Begin running and processing data. (took {} ms)",
        ManagementFactory.getRuntimeMXBean().getUptime());
    awaitUninterruptibly(asked);
    LOG.info("Starting shutdown...");
    try {
      gateway.close();
      LOG.info("Shutdown complete. {}", LedgerSummary.of(gateway.ledger()));
      return ExitCode.OK;
    } finally {
      stopped.countDown();
    }
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

  /** Runs on a signal. Without the halt the JVM would say 143 where it stopped in order. */
  private static void end(CountDownLatch asked, CountDownLatch stopped) {
    asked.countDown();
    awaitUninterruptibly(stopped);
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
