package dev.sluice.sending;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Company;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch in a lane of the queue, with what its attempts taught. Owned by the queue while it waits,
 * by one sender thread while it is under way.
 */
final class Shipment {
  final Lane lane;
  final Batch batch;
  private final SearchBudget searchBudget;

  /** When it came, or the first of those that it was joined of. */
  final long offeredAt;

  /** For what it waits before it is first tried; null: for nothing. */
  final @Nullable Company company;

  /** Until when it waits so, at longest: what stands behind it may not wait as long. */
  long leavesAt;

  /** When it was first tried; means something once {@link #attempts} is not 0. */
  long firstAttemptAt;

  long attemptStartedAt;
  int attempts;

  Shipment(Lane lane, Batch batch, long offeredAt, @Nullable Company company) {
    this(lane, batch, offeredAt, company, new SearchBudget());
  }

  private Shipment(
      Lane lane,
      Batch batch,
      long offeredAt,
      @Nullable Company company,
      SearchBudget searchBudget) {
    this.lane = lane;
    this.batch = batch;
    this.offeredAt = offeredAt;
    this.company = company;
    this.searchBudget = searchBudget;
  }

  /** One of several of a lane, in their order; none of them was tried. */
  static Shipment joined(List<Shipment> parts) {
    Shipment first = parts.get(0);
    var all = new BatchBuilder(first.batch.signal());
    for (Shipment part : parts) all.add(part.batch);
    return new Shipment(first.lane, all.build(first.batch.metadata()), first.offeredAt, null);
  }

  /** A part of this shipment; its age and its budget are this one's. */
  Shipment part(Batch part) {
    return part(part, lane);
  }

  /** A part of this shipment that goes to another lane. */
  Shipment part(Batch part, Lane lane) {
    var shipment = new Shipment(lane, part, offeredAt, null, searchBudget);
    shipment.firstAttemptAt = firstAttemptAt;
    shipment.attempts = attempts;
    return shipment;
  }

  /** Whether it may be cut once more to find what is at fault. */
  boolean maySearch() {
    return searchBudget.take();
  }

  /** Requests that the search for what is at fault has cost so far. */
  int searched() {
    return searchBudget.spent();
  }

  /** The backend has it: whatever was cut off it was worth the search. */
  void wasTaken() {
    searchBudget.earn();
  }

  void attemptBegins(long now) {
    if (attempts++ == 0) firstAttemptAt = now;
    attemptStartedAt = now;
  }
}
