package dev.sluice.component;

/**
 * Anything with a life: started once, by the one thread that runs the graph, and stopped once, by
 * that or another, as exporters stop side by side.
 */
public interface Component {
  /**
   * Begins to work. May be called only once. What cannot be done throws, and the process does not
   * start; a backend that does not answer is no reason.
   */
  default void start() throws StartException {}

  /**
   * Ends, by {@code deadline} at the latest: takes no more data, hands on what it holds, and
   * settles what it could not hand on. Is called also when {@link #start} failed or was never
   * called.
   */
  default void stop(Deadline deadline) {}
}
