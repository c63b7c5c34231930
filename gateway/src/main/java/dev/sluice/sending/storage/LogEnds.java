package dev.sluice.sending.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How records ended: noted in memory at once, written beside the records by {@link #flush}, synced
 * by {@link #force}. The oldest segments are deleted when all in them is settled; for that, 80
 * bytes are overwritten in place and no space is needed. Belongs to the log's I/O thread.
 */
final class LogEnds {
  private final Fs fs;
  private final LogDirectory directory;
  private final Segments segments;
  private final TotalsKeeper totals;
  private final LogTail tail;
  private final Stragglers stragglers;
  private final Rests rests;
  private final Spares spares;

  LogEnds(
      LogDirectory directory,
      Segments segments,
      TotalsKeeper totals,
      LogTail tail,
      Stragglers stragglers,
      Rests rests,
      Spares spares) {
    this.fs = directory.fs();
    this.directory = directory;
    this.segments = segments;
    this.totals = totals;
    this.tail = tail;
    this.stragglers = stragglers;
    this.rests = rests;
    this.spares = spares;
  }

  /** Says how the record ended that was handed out with that number, wherever it stands now. */
  void settle(long seq, Settlement end) {
    long place = stragglers.takeOut(seq);
    Segment segment = segments.holding(place);
    if (segment != null) segment.settle((int) (place - segment.baseSeq()), end);
  }

  /** Writes ends into the files, which outlasts this process, and deletes what is done with. */
  void flush() {
    for (Segment segment : segments) {
      if (!segment.hasUnwritten()) continue;
      try {
        segment.writeEnds();
      } catch (IOException ignored) {
        // Tried again with the next end; until then a crash would send these records twice.
      }
    }
    reclaim();
    if (!segments.haveRests()) rests.remove();
  }

  /** Makes the ends that were written outlast a loss of power. */
  void force() {
    for (Segment segment : segments) {
      try {
        segment.forceEnds();
      } catch (IOException ignored) {
        // Ends that do not last are settled again: sent twice, not lost.
      }
    }
  }

  /**
   * Deletes the oldest segments, or keeps their files as spares, as far as everything in them is
   * settled.
   */
  void reclaim() {
    var done = new ArrayList<Segment>();
    Totals after = totals.totals();
    for (Segment segment : segments) {
      if (!segment.isSealed() || segment.openRecords() > 0) break;
      done.add(segment);
      after =
          after.plus(
              segment.endItems(), segment.delivered(), segment.rejected(), segment.dropped());
    }
    if (done.isEmpty()) return;
    try {
      delete(done, after.at(tail.nextSeq(), tail.committedItems()));
    } catch (IOException ignored) {
      // Nothing is lost: the totals are written again before anything is deleted.
    }
  }

  private void delete(List<Segment> done, Totals after) throws IOException {
    AckFile keeper = totals.replace(after);
    for (Segment segment : done) {
      segments.remove(segment);
      if (segment.acks() == keeper && keeper != null) {
        totals.carryIn(segment.takeAcks());
      } else if (segment.acks() != null) {
        fs.delete(segment.acks().path());
      }
      segment.close();
      if (!spares.keep(segment)) fs.delete(segment.path());
    }
    directory.sync();
  }
}
