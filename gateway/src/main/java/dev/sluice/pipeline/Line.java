package dev.sluice.pipeline;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.Refusal;
import dev.sluice.data.Acknowledge;
import dev.sluice.data.Awaited;
import dev.sluice.data.Branch;
import dev.sluice.data.Delivery;
import dev.sluice.data.Fan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A built pipeline as the door sees it.
 *
 * @param processors in order; each may refuse at the door
 * @param branches in the order of the exporters
 * @param first takes what was accepted
 */
record Line(PipelineSpec spec, List<Processor> processors, List<Branch> branches, Consumer first) {

  /** What the processors say before a body is read; null: come in. */
  @Nullable Refusal refusal() {
    for (int i = 0; i < processors.size(); i++) {
      Refusal refusal = processors.get(i).refusal();
      if (refusal != null) return refusal;
    }
    return null;
  }

  /** Whether senders are answered later than at the door. */
  boolean isAwaited() {
    return spec.until().stream().anyMatch(one -> one != Acknowledge.RECEIVED);
  }

  /**
   * Opens the deliveries of a request.
   *
   * @param bytes reserved in every branch that is not skipped
   * @param skipped a bit for each branch that does not get it
   */
  Fan open(int items, long bytes, @Nullable Awaited awaited, long skipped) {
    var deliveries = new @Nullable Delivery[branches.size()];
    for (int i = 0; i < deliveries.length; i++) {
      if (i < Long.SIZE && (skipped >>> i & 1) != 0) {
        Delivery.skip(branches.get(i), items);
      } else {
        deliveries[i] = open(i, items, bytes, awaited);
      }
    }
    return new Fan(deliveries, awaited);
  }

  private Delivery open(int index, int items, long bytes, @Nullable Awaited awaited) {
    Branch branch = branches.get(index);
    if (awaited == null) return new Delivery(branch, items, bytes);
    return new Delivery(
        branch, items, bytes, awaited.expect(branch, items, spec.until().get(index)));
  }
}
