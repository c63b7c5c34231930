package dev.sluice.pipeline;

import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;

/**
 * In whose place an exporter was tried that there was not before: what is left for it is dropped.
 */
final class Nobody implements Exporter {
  @Override
  public void start() {}

  @Override
  public void consume(Batch batch) {
    batch.settle(Outcome.DROPPED_SHUTDOWN);
  }

  @Override
  public void stop(Deadline deadline) {}
}
