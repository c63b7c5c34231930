package dev.sluice.processor.attributes;

import dev.sluice.component.Settings;
import dev.sluice.otlp.Signal;
import java.util.concurrent.atomic.LongAdder;

/** What went in and came out; these processors let everything through. */
final class ProcessorMetrics {
  private final LongAdder incoming;
  private final LongAdder outgoing;

  ProcessorMetrics(Settings settings, Signal signal) {
    String[] labels = {"processor", settings.id().toString(), "otel_signal", signal.id()};
    incoming = settings.instruments().count("otelcol_processor_incoming_items", labels);
    outgoing = settings.instruments().count("otelcol_processor_outgoing_items", labels);
  }

  void passed(int items) {
    incoming.add(items);
    outgoing.add(items);
  }
}
