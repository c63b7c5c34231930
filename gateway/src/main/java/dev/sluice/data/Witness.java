package dev.sluice.data;

/**
 * Told what becomes of one accepted request in one branch: whoever holds a client's answer back
 * until its data is safe, or delivered. Called on the thread that brought the news (a sender, a
 * log's I/O thread); must be short, must not block and must not throw.
 */
public interface Witness {
  /** Nobody wants to know. */
  Witness NONE = new Witness() {};

  /**
   * Every item of the request is on disk, fsynced, or has its outcome: a crash from here on loses
   * nothing of it. Called once. Without storage it is called when the last item is settled.
   */
  default void safe() {}

  /**
   * So many items reached that end; called as often as parts do. Items that were moved to disk
   * while memory was short end later, out of the witness's sight.
   */
  default void settled(Outcome outcome, int items) {}

  /** Whether somebody still waits for the one or the other. */
  default boolean isWaiting() {
    return false;
  }
}
