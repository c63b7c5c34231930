package dev.sluice.component;

import dev.sluice.data.Batch;

/** The next stage of a pipeline. */
public interface Consumer {
  /**
   * Takes a batch over and with it the duty to settle it. Never blocks, never waits for an
   * exporter, never throws for load: room was made before the data was read. Any thread; batches
   * are handed over in the order in which they are to leave.
   */
  void consume(Batch batch);
}
