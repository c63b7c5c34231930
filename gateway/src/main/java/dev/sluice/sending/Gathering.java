package dev.sluice.sending;

import dev.sluice.data.Company;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins what waits at the head of a lane into one shipment, by reference. Only what was never tried
 * is joined: whatever was cut was cut for a reason. Where the queue has not been told for how long
 * and how much, the pipeline's {@code batch} processor may have said so of what left it early.
 * Belongs to a queue and its lock.
 */
final class Gathering {
  private final @Nullable GatherConfig config;
  private boolean hurries;

  /**
   * @param config null: only what may wait for company is joined
   */
  Gathering(@Nullable GatherConfig config) {
    this.config = config;
  }

  /** From now on nothing waits for others. */
  void hurry() {
    hurries = true;
  }

  long sizeOf(Shipment shipment) {
    return config == null ? shipment.batch.items() : config.sizer().of(shipment.batch);
  }

  /** Until when a shipment that was never tried may wait for others. */
  long mayWaitUntil(Shipment shipment) {
    if (config != null && config.waits())
      return shipment.offeredAt + config.flushTimeout().toNanos();
    Company company = shipment.company;
    return company == null ? shipment.offeredAt : company.untilNanos();
  }

  /** Nanoseconds until the head of a lane need not wait for others any more. */
  long waitNanos(Lane lane, long now) {
    Shipment head = lane.first();
    if (hurries || head == null || head.attempts > 0 || isEnough(lane, head)) return 0;
    return Math.max(0, head.leavesAt - now);
  }

  /** Whether what waits in a lane is worth sending, though there is time. */
  private boolean isEnough(Lane lane, Shipment head) {
    if (lane.waitingBytes >= lane.push.maxBatchBytes()) return true;
    if (config != null && config.waits()) return lane.waitingSize >= config.minSize();
    return head.company == null || lane.waitingSize >= head.company.items();
  }

  /** Takes the head out of the lane, and what may go with it. */
  List<Shipment> take(Lane lane) {
    Shipment head = lane.removeFirst();
    Shipment next = lane.first();
    Company company = config == null ? head.company : null;
    if (head.attempts > 0 || next == null) return List.of(head);
    if (config == null && company == null) return List.of(head);
    long room = lane.push.maxBatchBytes() - head.batch.bytes();
    long left = most(company) - sizeOf(head);
    // As the processor does it: a batch ends with what makes it large enough.
    long wanted = company == null ? Long.MAX_VALUE : company.items() - sizeOf(head);
    var taken = new ArrayList<Shipment>();
    taken.add(head);
    while (wanted > 0 && next != null && mayJoin(head, next)) {
      room -= next.batch.bytes();
      left -= sizeOf(next);
      wanted -= sizeOf(next);
      if (room < 0 || left < 0) break;
      taken.add(lane.removeFirst());
      next = lane.first();
    }
    return taken;
  }

  private long most(@Nullable Company company) {
    long most = 0;
    if (company != null) most = company.mostItems();
    else if (config != null) most = config.maxSize();
    return most == 0 ? Long.MAX_VALUE : most;
  }

  private boolean mayJoin(Shipment head, Shipment next) {
    if (next.attempts > 0 || (config == null && next.company == null)) return false;
    return head.batch.metadata().equals(next.batch.metadata());
  }
}
