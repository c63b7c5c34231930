package dev.sluice.sending.storage;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A log that no gateway works on, for one who takes out what is left: record after record, each
 * settled when its end is known. What is settled outlasts this process at once, and a loss of power
 * from {@link #flush} or {@link #close} on. One thread.
 */
public final class OfflineLog implements AutoCloseable {
  /** Nothing is written but ends, for which no bound counts. */
  static final LogOptions OPTIONS = LogOptions.of(true, Long.MAX_VALUE, 0, WhenFull.REFUSE);

  private final DirectoryLock lock;
  private final DiskLog log;
  private long corruptItems;

  private OfflineLog(DirectoryLock lock, DiskLog log) {
    this.lock = lock;
    this.log = log;
    this.corruptItems = log.recovered().lostItems();
  }

  /** Takes possession of a directory, or throws with the name of its holder. */
  public static OfflineLog open(Path directory, LongSupplier wallClock) throws IOException {
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      return new OfflineLog(lock, DiskLog.open(new DiskFs(), directory, OPTIONS, wallClock));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The next record that waits, in order; null: that was the last one. */
  public @Nullable StoredRecord next() {
    return log.next(
        new LogEvents() {
          @Override
          public void corrupt(long seq, int items) {
            corruptItems += items;
          }

          @Override
          public void evicted(long seq, int items) {}
        });
  }

  /** Says how a record ended; a file whose records have all ended is deleted. */
  public void settle(long seq, Settlement end) {
    log.settle(seq, end);
    log.flushEnds();
  }

  /** Makes the ends so far last. */
  public void flush() {
    log.tick();
  }

  public LogView view() {
    return log.view();
  }

  /** Items that were found missing or unreadable; they are settled as dropped. */
  public long corruptItems() {
    return corruptItems;
  }

  @Override
  public void close() throws IOException {
    try {
      log.close();
    } finally {
      lock.close();
    }
  }
}
