package dev.sluice.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where components register what they count. A metric exists, with 0, from the moment it is
 * registered. Its name, type and labels must stand in {@code metrics.yaml}: what is not declared
 * there throws {@link IllegalArgumentException}, at the registration and not at the scrape. Labels
 * are given as name and value in turn, in any order. Any thread.
 *
 * <p>The same name and labels again: {@link #count} and the histograms return the first one, {@link
 * #counter} and {@link #gauge} read from what came last.
 */
public final class Instruments {
  /** Micrometer forgets what histograms saw unless it is told to remember for years. */
  private static final Duration FOREVER = Duration.ofDays(3650);

  private final MeterRegistry registry;
  private final AtomicLong changes;
  private final Map<Series, LongAdder> adders;

  /**
   * What is read, by series. Micrometer refers to it only weakly, and warns about every series that
   * it is given twice.
   */
  private final Map<Series, Reading> read;

  /** What is to be read only once {@link #commit} is called; null: at once. */
  private final @Nullable List<Registration> staged;

  private record Series(String name, Tags labels) {}

  /** Where a series' value comes from, which may change. */
  private static final class Reading {
    volatile DoubleSupplier source;

    Reading(DoubleSupplier source) {
      this.source = source;
    }

    double value() {
      return source.getAsDouble();
    }
  }

  public Instruments() {
    this(new SimpleMeterRegistry());
  }

  private Instruments(Instruments real) {
    registry = real.registry;
    changes = real.changes;
    adders = real.adders;
    read = real.read;
    staged = new ArrayList<>();
  }

  Instruments(MeterRegistry registry) {
    this.registry = registry;
    this.changes = new AtomicLong();
    this.adders = new ConcurrentHashMap<>();
    this.read = new ConcurrentHashMap<>();
    this.staged = null;
    // Each of its six series walks all threads whenever it is read.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("jvm.threads.states"));
    registry.config().onMeterAdded(meter -> changes.incrementAndGet());
    registry.config().onMeterRemoved(meter -> changes.incrementAndGet());
  }

  /**
   * The same, for components that may yet come to nothing: what they want to be read is read once
   * {@link #commit} is called.
   */
  public Instruments staged() {
    return new Instruments(this);
  }

  /** Reads from now on what was registered here. Nothing happens where it is read already. */
  public void commit() {
    if (staged == null) return;
    synchronized (staged) {
      staged.forEach(this::register);
      staged.clear();
    }
  }

  /** Takes away all series whose label has that value: what they tell of is gone. */
  public void forget(String label, String value) {
    for (Meter meter : registry.getMeters()) {
      if (!value.equals(meter.getId().getTag(label))) continue;
      registry.remove(meter);
      var series = new Series(meter.getId().getName(), Tags.of(meter.getId().getTags()));
      read.remove(series);
      adders.remove(series);
    }
  }

  /** Takes away the series that is read from there, unless it is read from elsewhere by now. */
  public void forget(DoubleSupplier source) {
    synchronized (read) {
      for (var entry : List.copyOf(read.entrySet())) {
        if (entry.getValue().source != source) continue;
        Series series = entry.getKey();
        read.remove(series);
        Meter meter = registry.find(series.name()).tags(series.labels()).meter();
        if (meter != null) registry.remove(meter);
      }
    }
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
          register(counter(name, declared(name, MetricType.COUNTER, labels), adder::sum));
          return adder;
        });
  }

  /** A counter that is read from elsewhere; what is read never falls. */
  public void counter(String name, DoubleSupplier value, String... labels) {
    stage(counter(name, declared(name, MetricType.COUNTER, labels), value));
  }

  private Registration counter(String name, Tags tags, DoubleSupplier value) {
    return new Registration(
        new Series(name, tags),
        value,
        reading ->
            FunctionCounter.builder(name, reading, Reading::value).tags(tags).register(registry));
  }

  /** A value that goes up and down. */
  public void gauge(String name, DoubleSupplier value, String... labels) {
    Tags tags = declared(name, MetricType.GAUGE, labels);
    stage(
        new Registration(
            new Series(name, tags),
            value,
            reading -> Gauge.builder(name, reading, Reading::value).tags(tags).register(registry)));
  }

  private record Registration(Series series, DoubleSupplier value, Consumer<Reading> maker) {}

  private void stage(Registration registration) {
    if (staged == null) {
      register(registration);
      return;
    }
    synchronized (staged) {
      staged.add(registration);
    }
  }

  private void register(Registration registration) {
    synchronized (read) {
      var reading = new Reading(registration.value);
      Reading known = read.putIfAbsent(registration.series, reading);
      if (known == null) {
        registration.maker.accept(reading);
      } else {
        known.source = registration.value;
      }
    }
  }

  /**
   * A histogram of whole numbers with these upper bounds, ascending, without infinity. What is not
   * whole is counted as if it were rounded up: for times there is {@link #durations}.
   */
  public DistributionSummary histogram(String name, double[] bounds, String... labels) {
    Tags tags = declared(name, MetricType.HISTOGRAM, labels);
    return DistributionSummary.builder(name)
        .tags(tags)
        .serviceLevelObjectives(bounds)
        .distributionStatisticExpiry(FOREVER)
        .distributionStatisticBufferLength(1)
        .register(registry);
  }

  /** A histogram in seconds with these upper bounds, ascending, without infinity. */
  public Timer durations(String name, Duration[] bounds, String... labels) {
    Tags tags = declared(name, MetricType.HISTOGRAM, labels);
    return Timer.builder(name)
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
