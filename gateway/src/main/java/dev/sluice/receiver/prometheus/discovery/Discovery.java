package dev.sluice.receiver.prometheus.discovery;

/** Keeps groups of targets up to date from its start to its end. */
public interface Discovery extends AutoCloseable {
  /** Begins; does not block. */
  void start();

  /** Ends at once, and breaks off what is under way. What was discovered stays. */
  @Override
  void close();
}
