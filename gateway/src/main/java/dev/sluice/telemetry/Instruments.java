package dev.sluice.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Where components register what they count. A metric exists, with 0, from the moment it is
 * registered. Names and help stand in {@code metrics.yaml}. Registering the same name and labels
 * twice adds nothing. Any thread.
 */
public final class Instruments {
  /** Micrometer forgets what histograms saw unless it is told to remember for years. */
  private static final Duration FOREVER = Duration.ofDays(3650);

  private final MeterRegistry registry;

  public Instruments() {
    this(new SimpleMeterRegistry());
  }

  Instruments(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The registry behind, for JVM binders and for whoever writes the text. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * A counter that its owner adds to.
   *
   * @param labels name and value in turn
   */
  public LongAdder count(String name, String... labels) {
    var adder = new LongAdder();
    counter(name, adder::sum, labels);
    return adder;
  }

  /** A counter that is read from elsewhere; what is read never falls. */
  public void counter(String name, DoubleSupplier value, String... labels) {
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
        .tags(labels)
        .register(registry);
  }

  /** A value that goes up and down. */
  public void gauge(String name, DoubleSupplier value, String... labels) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .tags(labels)
        .strongReference(true)
        .register(registry);
  }

  /** A histogram with these upper bounds, ascending, without infinity. */
  public DistributionSummary histogram(String name, double[] bounds, String... labels) {
    return DistributionSummary.builder(name)
        .tags(labels)
        .serviceLevelObjectives(bounds)
        .distributionStatisticExpiry(FOREVER)
        .distributionStatisticBufferLength(1)
        .register(registry);
  }
}
