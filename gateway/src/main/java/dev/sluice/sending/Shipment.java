package dev.sluice.sending;

import dev.sluice.data.Batch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A batch in a lane of the queue, with what its attempts taught. Owned by the queue while it waits,
 * by one sender thread while it is under way.
 */
final class Shipment {
  /** Requests that one batch may cost when the part that a backend refuses is searched. */
  private static final int SEARCH_BUDGET = 64;

  final Lane lane;
  final Batch batch;
  private final AtomicInteger searchBudget;

  /** When it was first tried; means something once {@link #attempts} is not 0. */
  long firstAttemptAt;

  long attemptStartedAt;
  int attempts;

  Shipment(Lane lane, Batch batch) {
    this(lane, batch, new AtomicInteger(SEARCH_BUDGET));
  }

  private Shipment(Lane lane, Batch batch, AtomicInteger searchBudget) {
    this.lane = lane;
    this.batch = batch;
    this.searchBudget = searchBudget;
  }

  /** A part of this shipment; its age and its budget are this one's. */
  Shipment part(Batch part) {
    return part(part, lane);
  }

  /** A part of this shipment that goes to another lane. */
  Shipment part(Batch part, Lane lane) {
    var shipment = new Shipment(lane, part, searchBudget);
    shipment.firstAttemptAt = firstAttemptAt;
    shipment.attempts = attempts;
    return shipment;
  }

  boolean maySearch() {
    return searchBudget.addAndGet(-2) >= 0;
  }

  void attemptBegins(long now) {
    if (attempts++ == 0) firstAttemptAt = now;
    attemptStartedAt = now;
  }
}
