package dev.sluice.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one accepted request in one pipeline, one per branch that took it. The
 * processors of the pipeline carry it unseen; the fan-out hands each branch its own.
 */
public final class Fan {
  private final @Nullable Delivery[] deliveries;
  private final @Nullable Awaited awaited;

  /** Opens a delivery in each branch; {@code bytes} must be reserved in all of them. */
  public Fan(List<Branch> branches, int items, long bytes) {
    deliveries = new Delivery[branches.size()];
    for (int i = 0; i < deliveries.length; i++) {
      deliveries[i] = new Delivery(branches.get(i), items, bytes);
    }
    awaited = null;
  }

  /**
   * Takes the array over.
   *
   * @param deliveries one per branch; null: the branch was full and is passed by
   * @param awaited whom the deliveries tell; null: nobody waits
   */
  public Fan(@Nullable Delivery[] deliveries, @Nullable Awaited awaited) {
    this.deliveries = deliveries;
    this.awaited = awaited;
  }

  /** What a single branch answers for, behind the fan-out. */
  static Fan of(Delivery only) {
    return new Fan(new Delivery[] {only}, null);
  }

  /** The same request where only that delivery counts, as the first and only one. */
  Fan narrowedTo(Delivery one) {
    return new Fan(new Delivery[] {one}, awaited);
  }

  public int branches() {
    return deliveries.length;
  }

  /** Null: the branch does not get this request. */
  public @Nullable Delivery delivery(int branch) {
    return deliveries[branch];
  }

  @Nullable Awaited awaited() {
    return awaited;
  }
}
