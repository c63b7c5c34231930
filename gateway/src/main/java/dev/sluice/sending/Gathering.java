package dev.sluice.sending;

import dev.sluice.data.Batch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins what waits at the head of a lane into one shipment, by reference. Only what was never tried
 * is joined: whatever was cut was cut for a reason. Belongs to a queue and its lock.
 */
final class Gathering {
  private final @Nullable GatherConfig config;
  private boolean hurries;

  /**
   * @param config null: nothing is joined
   */
  Gathering(@Nullable GatherConfig config) {
    this.config = config;
  }

  /** From now on nothing waits for others. */
  void hurry() {
    hurries = true;
  }

  long sizeOf(Shipment shipment) {
    return config == null ? 0 : config.sizer().of(shipment.batch);
  }

  /** Nanoseconds until the head of a lane need not wait for others any more. */
  long waitNanos(Lane lane, long now) {
    Shipment head = lane.first();
    if (config == null || hurries || head == null || head.attempts > 0) return 0;
    if (lane.waitingSize >= config.minSize()) return 0;
    return Math.max(0, head.offeredAt + config.flushTimeout().toNanos() - now);
  }

  /** Takes the head out of the lane, and what may go with it. */
  List<Shipment> take(Lane lane) {
    Shipment head = lane.removeFirst();
    Shipment next = lane.first();
    if (config == null || head.attempts > 0 || next == null) return List.of(head);
    long room = lane.push.maxBatchBytes() - head.batch.bytes();
    long left = config.maxSize() == 0 ? Long.MAX_VALUE : config.maxSize() - sizeOf(head);
    var taken = new ArrayList<Shipment>();
    taken.add(head);
    while (next != null && next.attempts == 0 && isAlike(head.batch, next.batch)) {
      room -= next.batch.bytes();
      left -= sizeOf(next);
      if (room < 0 || left < 0) break;
      taken.add(lane.removeFirst());
      next = lane.first();
    }
    return taken;
  }

  private static boolean isAlike(Batch one, Batch other) {
    return one.metadata().equals(other.metadata());
  }
}
