package dev.sluice.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Where components register what they count. A metric exists, with 0, from the moment it is
 * registered. Its name, type and labels must stand in {@code metrics.yaml}: what is not declared
 * there throws {@link IllegalArgumentException}, at the registration and not at the scrape. Labels
 * are given as name and value in turn, in any order. Any thread.
 *
 * <p>The same name and labels again: {@link #count} and {@link #histogram} return the first one,
 * {@link #counter} and {@link #gauge} add nothing and keep reading what came first.
 */
public final class Instruments {
  /** Micrometer forgets what histograms saw unless it is told to remember for years. */
  private static final Duration FOREVER = Duration.ofDays(3650);

  private final MeterRegistry registry;
  private final AtomicLong changes = new AtomicLong();
  private final Map<Series, LongAdder> adders = new ConcurrentHashMap<>();

  /**
   * What is read, by series. Micrometer refers to it only weakly, and warns about every series that
   * it is given twice.
   */
  private final Map<Series, DoubleSupplier> read = new ConcurrentHashMap<>();

  private record Series(String name, Tags labels) {}

  public Instruments() {
    this(new SimpleMeterRegistry());
  }

  Instruments(MeterRegistry registry) {
    this.registry = registry;
    // Each of its six series walks all threads whenever it is read.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("jvm.threads.states"));
    registry.config().onMeterAdded(meter -> changes.incrementAndGet());
    registry.config().onMeterRemoved(meter -> changes.incrementAndGet());
  }

  /** The registry behind, for JVM binders and for whoever writes the text. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Changes whenever a series comes or goes. */
  long changes() {
    return changes.get();
  }

  /** A counter that its owner adds to. */
  public LongAdder count(String name, String... labels) {
    return adders.computeIfAbsent(
        new Series(name, Tags.of(labels)),
        series -> {
          var adder = new LongAdder();
          counter(name, adder::sum, labels);
          return adder;
        });
  }

  /** A counter that is read from elsewhere; what is read never falls. */
  public void counter(String name, DoubleSupplier value, String... labels) {
    Tags tags = declared(name, MetricType.COUNTER, labels);
    if (read.putIfAbsent(new Series(name, tags), value) != null) return;
    FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble).tags(tags).register(registry);
  }

  /** A value that goes up and down. */
  public void gauge(String name, DoubleSupplier value, String... labels) {
    Tags tags = declared(name, MetricType.GAUGE, labels);
    if (read.putIfAbsent(new Series(name, tags), value) != null) return;
    Gauge.builder(name, value, DoubleSupplier::getAsDouble).tags(tags).register(registry);
  }

  /** A histogram with these upper bounds, ascending, without infinity. */
  public DistributionSummary histogram(String name, double[] bounds, String... labels) {
    Tags tags = declared(name, MetricType.HISTOGRAM, labels);
    return DistributionSummary.builder(name)
        .tags(tags)
        .serviceLevelObjectives(bounds)
        .distributionStatisticExpiry(FOREVER)
        .distributionStatisticBufferLength(1)
        .register(registry);
  }

  private static Tags declared(String name, MetricType type, String... labels) {
    Tags tags = Tags.of(labels);
    Declaration declaration = Manifest.DECLARED.find(name);
    if (declaration == null) {
      throw new IllegalArgumentException(
          "metric %s is not declared: write it into metrics.yaml first".formatted(name));
    }
    if (declaration.type() != type) {
      throw new IllegalArgumentException(
          "metric %s is registered as a %s, but declared as a %s"
              .formatted(name, type.word(), declaration.type().word()));
    }
    Set<String> names = new HashSet<>();
    for (Tag tag : tags) names.add(tag.getKey());
    if (!names.equals(Set.copyOf(declaration.labels()))) {
      throw new IllegalArgumentException(
          "metric %s is registered with the labels %s, but declared with %s"
              .formatted(name, names, declaration.labels()));
    }
    return tags;
  }
}
