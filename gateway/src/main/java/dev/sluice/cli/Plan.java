package dev.sluice.cli;

import dev.sluice.component.Factories;
import dev.sluice.config.Configuration;
import dev.sluice.config.Problems;
import dev.sluice.pipeline.Blueprint;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration, read to the end: everything that is wrong with it is in {@code problems}.
 *
 * @param blueprint must not be built if there are errors
 */
record Plan(
    Configuration configuration,
    Blueprint blueprint,
    TelemetryConfig telemetry,
    GatewayConfig gateway,
    Problems problems) {

  static Plan read(
      Sources sources, Factories factories, Function<String, @Nullable String> environment) {
    var problems = new Problems();
    Configuration configuration = sources.load(environment, problems);
    Blueprint.Reading reading = Blueprint.read(configuration, factories, problems);
    TelemetryConfig telemetry = TelemetryConfig.read(reading.blueprint().telemetry());
    GatewayConfig gateway = GatewayConfig.read(reading.blueprint().sluice());
    reading.config().finish();
    return new Plan(configuration, reading.blueprint(), telemetry, gateway, problems);
  }

  boolean isValid() {
    return !problems.hasErrors();
  }
}
