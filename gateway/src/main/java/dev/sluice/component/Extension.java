package dev.sluice.component;

/** Something beside the pipelines. Sees numbers, never telemetry. */
public interface Extension extends Component {
  /** All pipelines have started and take data. */
  default void pipelinesReady() {}

  /** The process begins to stop; pipelines still take data. */
  default void pipelinesNotReady() {}
}
