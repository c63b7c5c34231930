package dev.sluice.pipeline;

import dev.sluice.otlp.Signal;

/** {@code traces} or {@code traces/name}. */
public record PipelineId(Signal signal, String name) {
  @Override
  public String toString() {
    return name.isEmpty() ? signal.id() : signal.id() + "/" + name;
  }
}
