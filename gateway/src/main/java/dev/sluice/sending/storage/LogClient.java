package dev.sluice.sending.storage;

import org.jspecify.annotations.Nullable;

/** Whoever a log serves. Called on the log's I/O thread; must not block. */
public interface LogClient {
  /**
   * The record is on the disk. Answers whether it is kept in memory and sent from there; asked only
   * where it is the next in order, otherwise the answer does not count.
   */
  boolean stored(Payload payload, long seq, boolean next);

  /**
   * Whether what cannot be written may go past the disk, where nothing older waits on it; otherwise
   * it waits for the disk, and is asked for again.
   */
  boolean mayGoPast();

  /** It cannot be written now, and nothing older waits on the disk: it is the client's again. */
  void bypassed(Payload payload);

  /** How many bytes of records it would take now, from that number on; 0 or less: none. */
  long room(long seq);

  /** A record that was read back, in order. */
  void read(StoredRecord record);

  /** Items that could not be read back; the log has settled them as dropped. */
  void corrupt(int items);

  /** Items that made room for newer ones; the log has settled them as dropped. */
  void evicted(int items);

  /** Writing failed, or goes on again (null). Told when it changes. */
  void trouble(@Nullable String cause);

  /** The log's thread ended by a fault of the gateway; nothing is written or read any more. */
  void broken(Throwable fault);
}
