package dev.sluice.cli;

import dev.sluice.component.Factories;
import dev.sluice.component.StartException;
import dev.sluice.config.Problem;
import dev.sluice.config.Severity;
import dev.sluice.telemetry.logs.Logs;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a changed configuration. One that is wrong, or that cannot be started, changes nothing:
 * each problem is a line of the log with its place, and the old one goes on.
 */
final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Factories factories;
  private final Function<String, @Nullable String> environment;
  private final Sources sources;
  private final Gateway gateway;

  Reload(
      Factories factories,
      Function<String, @Nullable String> environment,
      Sources sources,
      Gateway gateway) {
    this.factories = factories;
    this.environment = environment;
    this.sources = sources;
    this.gateway = gateway;
  }

  /** Reads everything again and becomes what it says. False: the old configuration goes on. */
  boolean run() {
    LOG.info("Config updated, reloading...");
    Plan next = Plan.read(sources, factories, environment);
    next.problems().sorted().forEach(Reload::say);
    if (!next.isValid()) {
      gateway.refused();
      LOG.error("the new configuration is wrong; the old one goes on");
      return false;
    }
    Plan before = gateway.plan();
    try {
      gateway.become(next);
    } catch (StartException e) {
      LOG.error("the new configuration cannot be taken; the old one goes on: {}", e.getMessage());
      return false;
    } catch (RuntimeException fault) {
      LOG.error("the new configuration cannot be taken, by a fault of the gateway", fault);
      return false;
    }
    telemetry(before, next);
    LOG.info("The new configuration runs, hash {}", next.configuration().fingerprint());
    return true;
  }

  /** In one line: who runs a gateway reads its log, and not the terminal that started it. */
  private static void say(Problem problem) {
    String details =
        problem.details().stream()
            .map(detail -> "; " + detail.name() + ": " + detail.text())
            .collect(Collectors.joining());
    String place = problem.span() == null ? "" : problem.span() + ": ";
    if (problem.severity() == Severity.ERROR) {
      LOG.error("{}{} [{}]{}", place, problem.message(), problem.code().id(), details);
    } else {
      LOG.warn("{}{} [{}]{}", place, problem.message(), problem.code().id(), details);
    }
  }

  private static void telemetry(Plan before, Plan next) {
    TelemetryConfig was = before.telemetry();
    TelemetryConfig is = next.telemetry();
    if (!was.metrics().equals(is.metrics()) || !was.resource().equals(is.resource())) {
      LOG.warn("service::telemetry: metrics and resource change with the next start only");
    }
    if (was.logs().equals(is.logs())) return;
    try {
      Logs.apply(is.logs());
    } catch (IOException e) {
      LOG.error("cannot log where service::telemetry::logs says: {}", e.getMessage());
    }
  }
}
