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
    var end = new End();
    // Before anything listens: what is taken from then on is handed on before the process ends.
    Thread onSignal = end.onSignal();
    try {
      end.code = run(plan, sources, end);
      return end.code;
    } finally {
      end.stopped.countDown();
      forget(onSignal);
    }
  }

  private int run(Plan plan, Sources sources, End end) {
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
    if (wantsBanner(plan)) Banner.print(err, plan, sources, gateway.memory());
    LOG.info(
        "Everything is ready. Begin running and processing data. (took {} ms)",
        ManagementFactory.getRuntimeMXBean().getUptime());
    awaitUninterruptibly(end.asked);
    LOG.info("Starting shutdown...");
    try {
      gateway.close();
    } catch (RuntimeException fault) {
      LOG.error("the shutdown failed. {}", LedgerSummary.of(gateway.ledger()), fault);
      return ExitCode.FAILED;
    }
    LOG.info("Shutdown complete. {}", LedgerSummary.of(gateway.ledger()));
    return ExitCode.OK;
  }

  /** How the process ends: a signal asks, the main thread stops and says with which code. */
  private static final class End {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch stopped = new CountDownLatch(1);
    volatile int code = ExitCode.FAILED;

    Thread onSignal() {
      var thread = new Thread(this::end, "sluice-signal");
      Runtime.getRuntime().addShutdownHook(thread);
      return thread;
    }

    /** Without the halt the JVM would say 143 where it stopped in order. */
    private void end() {
      asked.countDown();
      awaitUninterruptibly(stopped);
      Runtime.getRuntime().halt(code);
    }
  }

  private static void forget(Thread onSignal) {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException ignored) {
      // It is running: the process ends on a signal.
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
