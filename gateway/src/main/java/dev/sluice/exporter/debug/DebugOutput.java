package dev.sluice.exporter.debug;

/** Where entries go. Any thread. */
interface DebugOutput {
  void counts(Counts counts);

  /** Ends with a line feed, save in an empty text. */
  void lines(String lines);

  default void close() {}
}
