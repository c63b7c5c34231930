package dev.sluice.sending;

import dev.sluice.component.Exporter;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Witness;
import dev.sluice.sending.Succession.Place;
import org.jspecify.annotations.Nullable;

/**
 * Where goes what an exporter does not send any more: to the one in its place, if there is one;
 * what is on disk stays there; all else is dropped, and counted. Any thread.
 */
final class Remains {
  private final Push push;
  private final SendingQueue queue;
  private volatile @Nullable Exporter heir;
  private volatile boolean givenUp;

  /**
   * @param push whose backend may have asked for a pause
   * @param queue that knows of it
   */
  Remains(Push push, SendingQueue queue) {
    this.push = push;
    this.queue = queue;
  }

  /** From now on another exporter takes what is not sent from here. */
  void goTo(Exporter successor) {
    heir = successor;
  }

  /** So that the other one does not ask at once where a pause was asked for. */
  void tellWaits() {
    Destination destination = push.destination();
    if (destination != null && heir instanceof SendingExporter next) {
      next.resume(destination, queue.waits());
    }
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

  /**
   * @param place where it stands among what another exporter takes
   */
  void leave(Place place, Batch batch) {
    if (batch.isOfLog()) {
      batch.leave(inMemory -> goOn(place, inMemory), Remains::stay);
    } else {
      goOn(place, batch);
    }
  }

  private void goOn(Place place, Batch batch) {
    Exporter successor = heir;
    if (successor == null) {
      batch.settle(Outcome.DROPPED_SHUTDOWN);
    } else if (successor instanceof SendingExporter next) {
      next.take(place, batch);
    } else {
      successor.consume(batch);
    }
  }

  /** On disk, whoever reads it from there. */
  private static void stay(Witness witness, Batch part) {
    RecordEnd record = RecordEnd.of(witness);
    if (record != null) record.leave(part);
  }
}
