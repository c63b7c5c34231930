package dev.sluice.component;

import java.nio.file.Path;

/**
 * A place on disk that an extension offers under its id and an exporter asks for by {@code
 * sending_queue::storage}: where the files go and what they may take. Whoever uses it makes a
 * directory of its own below.
 *
 * @param directory is there and can be written to
 * @param fsync whether data counts as stored only when it is on the disk
 * @param maxBytes of all files of one exporter and signal
 * @param minFreeBytes that are left to others on the file system
 */
public record Storage(
    Path directory, boolean fsync, long maxBytes, long minFreeBytes, WhenFull whenFull) {

  /** What a full storage does. */
  public enum WhenFull {
    /** The door refuses. */
    REFUSE,
    /** What comes waits in memory, as long as there is some; then the door refuses. */
    BLOCK,
    /** The oldest data is dropped, and counted. */
    DROP_OLDEST
  }
}
