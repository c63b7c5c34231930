package dev.sluice.sending;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Items in logs that nobody has open, but that the ledger counts as queued: a log of this process
 * had them. Whoever opens the log again has not recovered them. One for the process; any thread.
 */
final class KnownItems {
  private final Map<Path, Long> byDirectory = new ConcurrentHashMap<>();

  /** A log was closed with so many. */
  void leave(Path directory, long items) {
    byDirectory.put(real(directory), items);
  }

  /** The log is open again, or its items are no more in the ledger: how many there were. */
  long take(Path directory) {
    Long items = byDirectory.remove(real(directory));
    return items == null ? 0 : items;
  }

  /** A directory may have several names. */
  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException notThere) {
      return directory.toAbsolutePath().normalize();
    }
  }
}
