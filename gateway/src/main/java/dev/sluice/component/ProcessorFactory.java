package dev.sluice.component;

import dev.sluice.otlp.Signal;

public interface ProcessorFactory<C> extends Factory<C> {
  /** One processor of one pipeline; it hands its batches to {@code next}. */
  Processor create(C config, Settings settings, Signal signal, Consumer next) throws StartException;
}
