package dev.sluice.data;

import java.util.List;

/**
 * The deliveries of one accepted request in one pipeline, one per branch. The processors of the
 * pipeline carry it unseen; the fan-out hands each branch its own.
 */
public final class Fan {
  private final Delivery[] deliveries;

  /** Opens a delivery in each branch; {@code bytes} must be reserved in all of them. */
  public Fan(List<Branch> branches, int items, long bytes) {
    deliveries = new Delivery[branches.size()];
    for (int i = 0; i < deliveries.length; i++) {
      deliveries[i] = new Delivery(branches.get(i), items, bytes);
    }
  }

  public int branches() {
    return deliveries.length;
  }

  public Delivery delivery(int branch) {
    return deliveries[branch];
  }
}
