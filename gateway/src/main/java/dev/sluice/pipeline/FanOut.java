package dev.sluice.pipeline;

import dev.sluice.component.Consumer;
import dev.sluice.component.Exporter;
import dev.sluice.data.Batch;
import java.util.List;

/**
 * The end of a pipeline: each exporter gets the same bytes and its own delivery. The exporters
 * stand in the order of the pipeline's branches.
 */
final class FanOut implements Consumer {
  private final Exporter[] exporters;

  FanOut(List<Exporter> exporters) {
    this.exporters = exporters.toArray(Exporter[]::new);
  }

  @Override
  public void consume(Batch batch) {
    for (int i = 0; i < exporters.length; i++) {
      Batch part = batch.forBranch(i);
      if (part != null) Guarded.consume(exporters[i], part);
    }
  }
}
