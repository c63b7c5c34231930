package dev.sluice.component;

/** Something beside the pipelines. Sees numbers, never telemetry. */
public interface Extension extends Component {
  /**
   * Puts there what it does for those that name it, under its id. Called before they are made, at
   * each change of the configuration too: they take it, and may use it before this has started and
   * after it was stopped.
   */
  default void offerTo(Shared shared) {}

  /** All pipelines have started and take data. */
  default void pipelinesReady() {}

  /** The process begins to stop; pipelines still take data. */
  default void pipelinesNotReady() {}
}
