package dev.sluice.data;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Who answers for one accepted request in one branch. It counts the request's items down: each part
 * that reached an end is settled with one outcome, and each part that a log on disk answers for
 * from now on is {@link #stored}; the last one gives the request's memory back. Ending more items
 * than there were throws; a delivery that never ends shows in the ledger as queued. Any thread.
 */
public final class Delivery {
  private static final AtomicIntegerFieldUpdater<Delivery> OPEN_ITEMS =
      AtomicIntegerFieldUpdater.newUpdater(Delivery.class, "openItems");

  private final Branch branch;
  private final long bytes;
  private final Witness witness;
  private final boolean isOfLog;
  private volatile int openItems;

  /**
   * Takes over {@code bytes} that were reserved in {@code branch}, and counts the items accepted.
   */
  public Delivery(Branch branch, int items, long bytes) {
    this(branch, items, bytes, Witness.NONE);
  }

  /** As above, for somebody who wants to know what becomes of the request. */
  public Delivery(Branch branch, int items, long bytes, Witness witness) {
    this(items, branch, bytes, witness, false);
    branch.account().accept(items);
  }

  private Delivery(int items, Branch branch, long bytes, Witness witness, boolean isOfLog) {
    if (items <= 0) throw new IllegalArgumentException("items <= 0: " + items);
    this.branch = branch;
    this.bytes = bytes;
    this.witness = witness;
    this.isOfLog = isOfLog;
    this.openItems = items;
  }

  /**
   * Answers for items that the ledger knows already, since a log on disk holds them: nothing is
   * counted accepted. Takes over {@code bytes} that were reserved in {@code branch}.
   */
  public static Delivery ofStored(Branch branch, int items, long bytes, Witness witness) {
    return new Delivery(items, branch, bytes, witness, true);
  }

  /** Counts items of a request that another branch took and this one, being full, did not. */
  public static void skip(Branch branch, int items) {
    branch.account().accept(items);
    branch.account().settle(Outcome.DROPPED_NO_ROOM, items);
  }

  /** Says how that many of the items ended. */
  public void settle(Outcome outcome, int items) {
    if (items == 0) return;
    int open = countDown(items);
    branch.account().settle(outcome, items);
    witness.settled(outcome, items);
    if (open == 0) end();
  }

  /**
   * That many of the items are on disk, fsynced: the log answers for them, and they stay queued in
   * the ledger until it settles them.
   */
  public void stored(int items) {
    if (items != 0 && countDown(items) == 0) end();
  }

  private int countDown(int items) {
    int open = OPEN_ITEMS.addAndGet(this, -items);
    if (items < 0 || open < 0) {
      throw new IllegalStateException(
          "%s/%s: ended %d items, %d were open"
              .formatted(branch.exporter(), branch.signal().id(), items, open + items));
    }
    return open;
  }

  private void end() {
    branch.release(bytes);
    witness.safe();
  }

  /** Whether a log on disk has these items, whatever becomes of the memory. */
  boolean isOfLog() {
    return isOfLog;
  }

  public Witness witness() {
    return witness;
  }

  public int openItems() {
    return openItems;
  }
}
