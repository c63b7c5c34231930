package dev.sluice.sending;

import dev.sluice.data.Outcome;
import dev.sluice.data.Witness;
import dev.sluice.sending.storage.Settlement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Adds up how the items of one record end, whatever parts they travel in, and says so when the last
 * one has. Any thread.
 */
final class RecordEnd implements Witness {
  private final AtomicInteger open;
  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();
  private final Consumer<Settlement> ended;

  private final int items;

  RecordEnd(int items, Consumer<Settlement> ended) {
    this.items = items;
    this.open = new AtomicInteger(items);
    this.ended = ended;
  }

  @Override
  public void settled(Outcome outcome, int count) {
    switch (outcome.kind()) {
      case DELIVERED -> delivered.addAndGet(count);
      case REJECTED -> rejected.addAndGet(count);
      case DROPPED -> {}
    }
    if (open.addAndGet(-count) != 0) return;
    int dropped = items - delivered.get() - rejected.get();
    ended.accept(new Settlement(delivered.get(), rejected.get(), dropped));
  }

  /** Tells this one, and {@code other} who waits for a client's sake. */
  Witness and(Witness other) {
    if (other == Witness.NONE) return this;
    return new Witness() {
      @Override
      public void settled(Outcome outcome, int count) {
        other.settled(outcome, count);
        RecordEnd.this.settled(outcome, count);
      }
    };
  }
}
