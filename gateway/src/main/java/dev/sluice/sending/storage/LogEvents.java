package dev.sluice.sending.storage;

/** What a log finds out by itself. Called on its I/O thread. */
interface LogEvents {
  /** A record could not be read back: it is settled as dropped. */
  void corrupt(long seq, int items);

  /** A record made room for newer ones: it is settled as dropped. */
  void evicted(long seq, int items);
}
