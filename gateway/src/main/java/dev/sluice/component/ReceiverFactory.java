package dev.sluice.component;

import dev.sluice.otlp.Signal;
import java.util.Map;

public interface ReceiverFactory<C> extends Factory<C> {
  /** One receiver for all its signals; a signal without an intake is used by no pipeline. */
  Receiver create(C config, Settings settings, Map<Signal, Intake> intakes) throws StartException;
}
