package dev.sluice.data;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Who answers for one accepted request in one branch. It counts the request's items down: each part
 * that reached an end is settled with one outcome, and the last one gives the request's memory
 * back. Settling more items than there were throws; a delivery that never ends shows in the ledger
 * as queued. Any thread.
 */
public final class Delivery {
  private static final AtomicIntegerFieldUpdater<Delivery> OPEN_ITEMS =
      AtomicIntegerFieldUpdater.newUpdater(Delivery.class, "openItems");

  private final Branch branch;
  private final long bytes;
  private volatile int openItems;

  /**
   * Takes over {@code bytes} that were reserved in {@code branch}, and counts the items accepted.
   */
  public Delivery(Branch branch, int items, long bytes) {
    if (items <= 0) throw new IllegalArgumentException("items <= 0: " + items);
    this.branch = branch;
    this.bytes = bytes;
    this.openItems = items;
    branch.account().accept(items);
  }

  /** Says how that many of the items ended. */
  public void settle(Outcome outcome, int items) {
    if (items == 0) return;
    int open = OPEN_ITEMS.addAndGet(this, -items);
    if (items < 0 || open < 0) {
      throw new IllegalStateException(
          "%s/%s: settled %d items, %d were open"
              .formatted(branch.exporter(), branch.signal().id(), items, open + items));
    }
    branch.account().settle(outcome, items);
    if (open == 0) branch.release(bytes);
  }

  public int openItems() {
    return openItems;
  }
}
