package dev.sluice.sending;

import dev.sluice.component.Exporter;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where goes what an exporter does not send any more: to the one in its place, if there is one;
 * what is on disk stays there; all else is dropped, and counted. Any thread.
 */
final class Remains {
  private final @Nullable Backlog backlog;
  private volatile @Nullable Exporter heir;
  private volatile boolean givenUp;

  Remains(@Nullable Backlog backlog) {
    this.backlog = backlog;
  }

  /** From now on another exporter takes what is not sent from here. */
  void goTo(Exporter successor) {
    heir = successor;
  }

  @Nullable Exporter heir() {
    return heir;
  }

  boolean haveHeir() {
    return heir != null;
  }

  /** The time for a stop is over: nothing is tried again. */
  void giveUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  void leave(List<Batch> batches) {
    batches.forEach(this::leave);
  }

  void leave(Batch batch) {
    Exporter successor = heir;
    if (backlog != null && batch.isOfLog()) {
      batch.leave(Outcome.DROPPED_SHUTDOWN, backlog::leave);
    } else if (successor == null) {
      batch.settle(Outcome.DROPPED_SHUTDOWN);
    } else {
      successor.consume(batch);
    }
  }
}
