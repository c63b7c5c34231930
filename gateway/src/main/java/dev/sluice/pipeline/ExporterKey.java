package dev.sluice.pipeline;

import dev.sluice.config.ComponentId;
import dev.sluice.otlp.Signal;

/** An exporter works for one signal; one id in pipelines of two signals is two exporters. */
record ExporterKey(ComponentId id, Signal signal) {}
