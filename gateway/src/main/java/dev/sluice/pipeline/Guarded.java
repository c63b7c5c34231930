package dev.sluice.pipeline;

import dev.sluice.component.Consumer;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a batch on and answers for it if the next stage fails: what a stage throws must not reach
 * the others, nor a client whose data they took, nor the batch processor's lock; and an item that
 * nobody settles would keep its room for ever. A stage that throws has settled nothing.
 */
final class Guarded {
  private static final Logger LOG = LoggerFactory.getLogger(Graph.class);

  private Guarded() {}

  static void consume(Consumer next, Batch batch) {
    try {
      next.consume(batch);
    } catch (RuntimeException fault) {
      LOG.error("{} dropped by a fault of the gateway", batch, fault);
      settle(batch);
    }
  }

  private static void settle(Batch batch) {
    try {
      batch.settle(Outcome.DROPPED_INTERNAL_ERROR);
    } catch (IllegalStateException settledInPart) {
      LOG.error("a stage settled a part before it failed; the ledger may be off", settledInPart);
    }
  }
}
