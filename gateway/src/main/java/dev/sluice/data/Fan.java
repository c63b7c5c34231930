package dev.sluice.data;

import java.util.List;
import java.util.function.IntFunction;

/**
 * The deliveries of one accepted request in one pipeline, one per branch. The processors of the
 * pipeline carry it unseen; the fan-out hands each branch its own.
 */
public final class Fan {
  private final Delivery[] deliveries;

  /** Opens a delivery in each branch; {@code bytes} must be reserved in all of them. */
  public Fan(List<Branch> branches, int items, long bytes) {
    this(branches, items, bytes, branch -> Witness.NONE);
  }

  /** As above; {@code witnesses} says who is told of the branch at an index. */
  public Fan(List<Branch> branches, int items, long bytes, IntFunction<Witness> witnesses) {
    deliveries = new Delivery[branches.size()];
    for (int i = 0; i < deliveries.length; i++) {
      deliveries[i] = new Delivery(branches.get(i), items, bytes, witnesses.apply(i));
    }
  }

  private Fan(Delivery only) {
    deliveries = new Delivery[] {only};
  }

  /** What a single branch answers for, behind the fan-out. */
  static Fan of(Delivery only) {
    return new Fan(only);
  }

  public int branches() {
    return deliveries.length;
  }

  public Delivery delivery(int branch) {
    return deliveries[branch];
  }
}
