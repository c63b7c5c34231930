package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Outcome;
import dev.sluice.data.Witness;
import dev.sluice.sending.storage.Rest;
import dev.sluice.sending.storage.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds up how the items of one record end, whatever parts they travel in, and says so when the last
 * one has. At the end of the process it knows what is left, if only a part has ended. Any thread.
 */
final class RecordEnd implements Witness {
  private final long seq;
  private final int items;
  private final Consumer<RecordEnd> ended;

  @GuardedBy("this")
  private int open;

  @GuardedBy("this")
  private int delivered;

  @GuardedBy("this")
  private int rejected;

  /** What will not be sent by this process. */
  @GuardedBy("this")
  private final List<Batch> left = new ArrayList<>(0);

  /**
   * @param ended called once, without a lock, on the thread that settled the last item
   */
  RecordEnd(long seq, int items, Consumer<RecordEnd> ended) {
    this.seq = seq;
    this.items = items;
    this.open = items;
    this.ended = ended;
  }

  long seq() {
    return seq;
  }

  @Override
  public void settled(Outcome outcome, int count) {
    synchronized (this) {
      switch (outcome.kind()) {
        case DELIVERED -> delivered += count;
        case REJECTED -> rejected += count;
        case DROPPED -> {}
      }
      open -= count;
      if (open != 0) return;
    }
    ended.accept(this);
  }

  /** How the items ended that have. */
  synchronized Settlement settlement() {
    return new Settlement(delivered, rejected, items - open - delivered - rejected);
  }

  /** That part stays on disk. */
  synchronized void leave(Batch part) {
    left.add(part);
  }

  /**
   * What is left of the record. Null: all of it, none of it, or nobody knows, as a part of it is
   * still under way.
   */
  synchronized @Nullable Rest rest() {
    if (open == items || left.isEmpty()) return null;
    var rest = new BatchBuilder(left.get(0).signal());
    left.forEach(rest::add);
    if (rest.items() != open) return null;
    return new Rest(seq, settlement(), new StoredBatch(rest.build(left.get(0).metadata())));
  }

  /** Items that have ended, or that somebody has who did not say that he leaves them here. */
  synchronized int itemsElsewhere() {
    return items - left.stream().mapToInt(Batch::items).sum();
  }

  /** Tells this one, and {@code other} who waits for a client's sake. */
  Witness and(Witness other) {
    return other == Witness.NONE ? this : new Both(this, other);
  }

  /** The record that such a witness stands for; null: it stands for none. */
  static @Nullable RecordEnd of(Witness witness) {
    if (witness instanceof Both both) return both.record;
    return witness instanceof RecordEnd end ? end : null;
  }

  private record Both(RecordEnd record, Witness other) implements Witness {
    @Override
    public void settled(Outcome outcome, int count) {
      other.settled(outcome, count);
      record.settled(outcome, count);
    }

    @Override
    public boolean isWaiting() {
      return other.isWaiting();
    }
  }
}
