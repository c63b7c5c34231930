package dev.sluice.component;

import org.jspecify.annotations.Nullable;

/**
 * A stage between receivers and exporters: one instance per pipeline. Hands its batches to the
 * consumer it was made with. Does no I/O.
 */
public interface Processor extends Component, Consumer {
  /**
   * Asked at the door before a body is read. Not null: the pipeline takes nothing now. Called for
   * every request, from any thread; must not block nor allocate.
   */
  default @Nullable Refusal refusal() {
    return null;
  }
}
