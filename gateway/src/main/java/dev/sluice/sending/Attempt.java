package dev.sluice.sending;

import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.sending.Answer.Division;
import dev.sluice.sending.Succession.Place;
import dev.sluice.sending.deadletter.DeadLetters;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to send a shipment, and what follows from the backend's answer: it is settled, waits,
 * goes on in parts, or is given up. Runs on sender threads, several at once.
 */
final class Attempt {
  private static final String NOT_FOUND =
      "; which of them are at fault was not found in %d requests, so that all are rejected";

  private final SendingQueue queue;
  private final RetryConfig retry;
  private final @Nullable GatherConfig gather;
  private final SendingLog log;
  private final @Nullable DeadLetters deadLetters;
  private final Remains remains;
  private final Clock clock;

  /** The last push was not taken. */
  private volatile boolean failing;

  /**
   * @param gather null: batches are sent as large as they came
   * @param deadLetters null: what is rejected is not kept
   */
  Attempt(
      SendingQueue queue,
      RetryConfig retry,
      @Nullable GatherConfig gather,
      SendingLog log,
      @Nullable DeadLetters deadLetters,
      Remains remains,
      Clock clock) {
    this.queue = queue;
    this.retry = retry;
    this.gather = gather;
    this.log = log;
    this.deadLetters = deadLetters;
    this.remains = remains;
    this.clock = clock;
  }

  /** Whether the backend did not take what it was given last. */
  boolean isFailing() {
    return failing;
  }

  /**
   * Sends it, or cuts it to a size that can be sent. Afterwards it is over, or waits in the queue.
   */
  void make(Shipment shipment) {
    Batch batch = shipment.batch;
    Push sender = shipment.lane.push;
    int fitting = fitting(batch, sender.maxBatchBytes());
    if (fitting < batch.items()) {
      queue.replace(shipment, batch.splitAt(fitting));
      return;
    }
    Answer answer = sender.push(batch);
    switch (answer.kind()) {
      case DONE -> done(shipment, answer);
      case RETRY, RATE_LIMITED -> retryLater(shipment, answer, false);
      case MISCONFIGURED -> retryLater(shipment, answer, true);
      case TOO_LARGE -> tooLarge(shipment, answer);
      case DIVIDED -> divided(shipment, answer);
      case PARTED -> queue.replace(shipment, answer.parts());
      case REFUSED -> refused(shipment, answer, batch.isMerged());
      case ITEM_REFUSED -> refused(shipment, answer, true);
    }
  }

  /** How many of its items may be sent at once; at least one. */
  private int fitting(Batch batch, long maxBytes) {
    int items = batch.items();
    if (gather != null) items = gather.itemsWithin(batch);
    if (batch.bytes() <= maxBytes) return items;
    double inBytes = (double) batch.items() * maxBytes / batch.bytes();
    int smaller = batch.wholeGroups((int) Math.max(1, Math.min(inBytes, batch.items() - 1)));
    return Math.min(items, smaller);
  }

  private void done(Shipment shipment, Answer answer) {
    Tally tally = answer.tally();
    if (!tally.exceptions().isEmpty()) log.partly(shipment.batch, tally, answer.cause());
    failing = false;
    shipment.batch.settle(tally);
    shipment.wasTaken();
    if (queue.answered(shipment)) log.recovered();
  }

  private void retryLater(Shipment shipment, Answer answer, boolean slow) {
    failing = true;
    Outcome end = endOfRetries(shipment);
    if (end != null) {
      if (end == Outcome.DROPPED_SHUTDOWN && remains.haveHeir()) {
        queue.failedForGood(shipment, answer.retryAfter(), slow);
        remains.tellWaits();
      }
      giveUp(shipment.batch, answer, end);
      if (end == Outcome.DROPPED_RETRY_TIMEOUT) {
        queue.gaveUp(shipment, answer.retryAfter(), slow);
      } else {
        queue.abandoned(shipment);
      }
    } else {
      boolean isPaced = answer.kind() == Answer.Kind.RATE_LIMITED;
      Duration wait =
          isPaced
              ? queue.limited(shipment, answer.retryAfter(), answer.bytesPerSecond())
              : queue.failed(shipment, answer.retryAfter(), slow);
      if (isPaced) {
        log.pacing(shipment.batch, answer.cause(), wait);
      } else {
        log.retrying(shipment.batch, answer.cause(), wait, slow);
      }
    }
  }

  /** What ends the retries of a shipment; null if it is to be tried again. */
  private @Nullable Outcome endOfRetries(Shipment shipment) {
    if (remains.isGivenUp() || remains.haveHeir()) return Outcome.DROPPED_SHUTDOWN;
    if (!retry.enabled()) return Outcome.DROPPED_NO_RETRY;
    long age = clock.nanoTime() - shipment.firstAttemptAt;
    return retry.isElapsed(age) ? Outcome.DROPPED_RETRY_TIMEOUT : null;
  }

  private void giveUp(Batch batch, Answer answer, Outcome end) {
    if (end == Outcome.DROPPED_SHUTDOWN) {
      remains.leave(Place.CAME_BACK, batch);
      return;
    }
    if (end == Outcome.DROPPED_NO_RETRY) {
      log.givenUp(batch, answer.cause(), "retry_on_failure is off");
    } else if (end == Outcome.DROPPED_RETRY_TIMEOUT) {
      log.givenUp(batch, answer.cause(), "max_elapsed_time is over");
    }
    keepDeadLetter(batch, end, answer.cause());
    batch.settle(end);
  }

  private void keepDeadLetter(Batch batch, Outcome end, String cause) {
    if (deadLetters != null) deadLetters.keep(batch, end, cause);
  }

  /** Only the part that is held back is charged with the failure. */
  private void divided(Shipment shipment, Answer answer) {
    Division division = Objects.requireNonNull(answer.division());
    // Where ever more has to be taken out, the whole waits.
    Batch rest = division.rest() != null && shipment.maySearch() ? division.rest() : null;
    Batch held = rest == null ? shipment.batch : division.held();
    Outcome end = endOfRetries(shipment);
    if (end == null) {
      Duration wait = queue.divide(shipment, rest, division.lane(), held, answer.retryAfter());
      log.retrying(held, answer.cause(), wait, false);
      return;
    }
    giveUp(held, answer, end);
    if (rest == null) {
      queue.abandoned(shipment);
    } else {
      queue.replace(shipment, List.of(rest));
    }
  }

  private void tooLarge(Shipment shipment, Answer answer) {
    Batch batch = shipment.batch;
    if (batch.items() > 1) {
      queue.replace(shipment, batch.splitAt(batch.wholeGroups(batch.items() / 2)));
    } else {
      log.rejected(batch, answer.cause());
      keepDeadLetter(batch, Outcome.REJECTED_TOO_LARGE, answer.cause());
      settleAnswered(shipment, Outcome.REJECTED_TOO_LARGE);
    }
  }

  /**
   * Clients share a batch, and one of them may have spoiled it: the halves are sent alone, until
   * the part at fault is one client's request (or one item, if the backend judges items) or the
   * budget for the search is used up: then neighbours go down with it, which is said.
   */
  private void refused(Shipment shipment, Answer answer, boolean cut) {
    Batch batch = shipment.batch;
    boolean mayHoldGood = cut && batch.items() > 1;
    if (mayHoldGood && shipment.maySearch()) {
      queue.replace(shipment, batch.splitAt(batch.items() / 2));
      return;
    }
    String cause = answer.cause();
    if (mayHoldGood) {
      cause += NOT_FOUND.formatted(shipment.searched());
      log.rejectedUnsearched(batch, cause);
    } else {
      log.rejected(batch, cause);
    }
    keepDeadLetter(batch, answer.outcome(), cause);
    settleAnswered(shipment, answer.outcome());
  }

  private void settleAnswered(Shipment shipment, Outcome outcome) {
    failing = false;
    shipment.batch.settle(outcome);
    if (queue.answered(shipment)) log.recovered();
  }
}
