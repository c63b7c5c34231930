package dev.sluice.sending.storage;

/** Told how long things take, in nanoseconds. On the log's I/O thread; must not block. */
public interface LogMeter {
  LogMeter NONE = new LogMeter() {};

  /** One sync of a file's data. */
  default void synced(long nanos) {}

  /** One group of records was written and synced. */
  default void committed(long nanos) {}

  /** From when a record was appended until it was on the disk. */
  default void persisted(long nanos) {}
}
