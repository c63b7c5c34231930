package dev.sluice.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;

/** Memory pools, collections and threads, as Micrometer's binders count them. */
public final class JvmMetrics implements AutoCloseable {
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Begins to count; the collections until {@link #close}. */
  public JvmMetrics(Instruments instruments) {
    MeterRegistry registry = instruments.registry();
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
  }

  /** Stops listening to the collector. */
  @Override
  public void close() {
    collections.close();
  }
}
