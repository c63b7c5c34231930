package dev.sluice.pipeline;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.Refusal;
import dev.sluice.data.Branch;
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
}
