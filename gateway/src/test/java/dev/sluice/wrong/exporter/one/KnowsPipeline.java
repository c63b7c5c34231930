package dev.sluice.wrong.exporter.one;

import dev.sluice.wrong.pipeline.Graph;

/** Breaks: exporters have no door to the pipeline. */
public final class KnowsPipeline {
  Graph neighbour;
}
