package dev.sluice.sending.storage;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * What a log may still take: of its own bound, and of what the file system had left when somebody
 * looked. Belongs to the log's I/O thread.
 */
final class LogSpace {
  /** More than there ever is, and little enough to reckon with. */
  private static final long UNBOUNDED = Long.MAX_VALUE / 2;

  private static final int PROBE_BYTES = 4096;

  private final LogDirectory directory;
  private final LogOptions options;
  private final LongSupplier size;
  private final LongSupplier idle;

  /** What was left on the file system when somebody looked, and how large the log was then. */
  private long usableBytes = UNBOUNDED;

  private long bytesThen;
  private long idleThen;

  /**
   * @param size of all that is in the log's files now
   * @param idle what the files take beside that, and will give up for it or for others
   */
  LogSpace(LogDirectory directory, LongSupplier size, LongSupplier idle) {
    this.directory = directory;
    this.options = directory.options();
    this.size = size;
    this.idle = idle;
  }

  /** Asks the file system. */
  void look() {
    try {
      usableBytes = Math.min(UNBOUNDED, directory.fs().usableBytes(directory.path()));
    } catch (IOException e) {
      // Then the disk itself has to say that it is full.
      usableBytes = UNBOUNDED;
    }
    bytesThen = size.getAsLong();
    idleThen = idle.getAsLong();
  }

  /**
   * Whether all files of the log would be more than the log may take, or leave less than a segment
   * beyond {@code min_free}, if they took so much more: then nothing is to be kept for later.
   */
  boolean isTight(long more) {
    long now = size.getAsLong() + idle.getAsLong() + more;
    long grown = now - bytesThen - idleThen;
    return now > options.maxBytes()
        || usableBytes - options.minFreeBytes() - grown < options.segmentBytes();
  }

  long usableBytes() {
    return usableBytes;
  }

  /**
   * Throws if a record of so many bytes is not to be written. What is moved makes room in the end,
   * and what was let in at the door had room when it came: these may take a segment more, and what
   * is moved another one.
   */
  void check(long bytes, boolean moved) throws LogFullException {
    long now = size.getAsLong();
    if (moved) {
      if (bytes <= mostBytes() + options.segmentBytes() - now) return;
    } else if (options.whenFull() == WhenFull.REFUSE) {
      if (bytes <= mostBytes() - now) return;
    } else if (isShort()) {
      throw new LogFullException("less than min_free is left on the file system");
    } else if (bytes <= options.maxBytes() - now) {
      return;
    }
    throw new LogFullException(
        "max_bytes is reached (%d of %d)".formatted(now, options.maxBytes()));
  }

  /** A segment more than {@code max_bytes}. */
  long mostBytes() {
    return Math.min(options.maxBytes(), UNBOUNDED) + options.segmentBytes();
  }

  /** Whether a record of that size would have to wait, or others to go for it. */
  boolean isFull(long payloadBytes) {
    return isShort() || payloadBytes + RecordHeader.BYTES > options.maxBytes() - size.getAsLong();
  }

  /** Whether less than {@code min_free} is left to others. */
  boolean isShort() {
    return spareBytes(size.getAsLong()) < 0;
  }

  private long spareBytes(long now) {
    return usableBytes + idleThen - options.minFreeBytes() - (now - bytesThen);
  }

  /**
   * Bytes of payloads that it would take now. An eighth is left for what stands beside them: heads,
   * footers and the files of acknowledgements.
   */
  long roomBytes() {
    long now = size.getAsLong();
    long free = Math.min(options.maxBytes() - now, spareBytes(now)) - segmentOverhead();
    return Math.max(0, free - free / 8);
  }

  /** The same of an empty log on a disk of its own. Any thread. */
  long capacityBytes() {
    long free = options.maxBytes() - segmentOverhead();
    return Math.max(0, free - free / 8);
  }

  /** What a segment takes beside its records. */
  long segmentOverhead() {
    return directory.acksBytes() + SegmentHeader.BYTES;
  }

  /** Writes and syncs a file for nothing, after a failure: whether the disk takes data again. */
  boolean takesData() {
    Path probe = LogFiles.probe(directory.path());
    remove(probe);
    try (FsFile file = directory.fs().create(probe)) {
      file.write(ByteBuffer.allocate(PROBE_BYTES), 0);
      if (options.fsync()) {
        file.force();
        directory.sync();
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      remove(probe);
    }
  }

  private void remove(Path probe) {
    try {
      directory.fs().delete(probe);
    } catch (IOException ignored) {
      // Then the next probe says that the disk takes nothing, which is so.
    }
  }
}
