package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Files of segments that are done with, for segments to come: a sync of what is written over blocks
 * that the file has already takes half the time of one that has to give it new ones. Few, and given
 * up as soon as the log or the file system is short of space, nobody takes them, or the log is
 * closed. Those that a crash leaves are removed by {@link Recovery}. Belongs to the log's I/O
 * thread.
 *
 * <pre>
 *   .seg -- all settled, totals synced --> .spare -- head and end mark synced --> .seg
 * </pre>
 */
final class Spares {
  private static final int MOST = 2;

  /** Of a log that takes so long for a segment, the disk does not care. */
  private static final int MOST_TICKS = 60;

  private final LogDirectory directory;
  private final LogSpace space;
  private final ArrayDeque<Spare> kept = new ArrayDeque<>();

  /** Since one was kept or taken. */
  private int ticks;

  record Spare(Path path, long bytes) {}

  Spares(LogDirectory directory, LogSpace space) {
    this.directory = directory;
    this.space = space;
  }

  /**
   * Keeps the file of a segment that is done with, and closed. False: it is not wanted, and has its
   * name.
   */
  boolean keep(Segment segment) {
    // Without syncs nothing is gained; and of less than half a segment, little.
    if (!directory.options().fsync() || kept.size() >= MOST) return false;
    if (!segment.isSound() || segment.size() < directory.options().segmentBytes() / 2) return false;
    if (space.isTight(segment.size())) return false;
    Path path = LogFiles.spare(directory.path(), segment.baseSeq());
    try {
      directory.fs().rename(segment.path(), path);
    } catch (IOException noPlaceForTheName) {
      return false;
    }
    kept.addLast(new Spare(path, segment.size() + segment.slack()));
    ticks = 0;
    return true;
  }

  /** Hands a file over; whoever takes it sees to what becomes of it. */
  @Nullable Spare take() {
    ticks = 0;
    return kept.pollFirst();
  }

  /** Gives them up, if the log would be too large with them and so many bytes more. */
  void makeWayFor(long bytes) {
    if (!kept.isEmpty() && space.isTight(bytes)) giveUp();
  }

  /** Once a second. */
  void tick() {
    if (!kept.isEmpty() && ++ticks > MOST_TICKS) giveUp();
  }

  void giveUp() {
    for (Spare spare = kept.poll(); spare != null; spare = kept.poll()) giveUp(spare);
  }

  /** One that was taken, and could not be used; it may have another name already. */
  void giveUp(Spare spare) {
    try {
      directory.fs().delete(spare.path());
    } catch (IOException ignored) {
      // It is removed at the next start.
    }
  }

  long bytes() {
    long sum = 0;
    for (Spare spare : kept) sum += spare.bytes();
    return sum;
  }
}
