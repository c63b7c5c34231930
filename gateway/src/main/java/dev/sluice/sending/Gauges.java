package dev.sluice.sending;

import dev.sluice.telemetry.Instruments;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/**
 * What is shown of an exporter as it is now, and of nobody once it is gone. What it has counted
 * stays, as the sums of the past must not change. Any thread.
 */
final class Gauges {
  private final Instruments instruments;
  private final List<DoubleSupplier> sources = new CopyOnWriteArrayList<>();

  Gauges(Instruments instruments) {
    this.instruments = instruments;
  }

  /** As {@link Instruments#gauge}. */
  void gauge(String name, DoubleSupplier value, String... labels) {
    sources.add(value);
    instruments.gauge(name, value, labels);
  }

  /** Takes them away, but for those that are somebody else's by now. */
  void forget() {
    sources.forEach(instruments::forget);
  }
}
