package dev.sluice.sending.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/**
 * Copies records that somebody has in hand to the end of the log: a segment goes as a whole, and
 * one record that is not settled would keep it, and all behind it, on the disk. The copy is on the
 * disk before the record counts as moved: a crash between them repeats it. After the next start it
 * comes behind what is in front of it now. Belongs to the log's I/O thread.
 */
final class Relocation {
  /** What is left of segments is moved where it is at most this part of them. */
  private static final int STRAGGLERS_PART = 20;

  private final Segments segments;
  private final LogTail tail;
  private final LogCursor cursor;
  private final LogEnds ends;
  private final Stragglers stragglers;
  private final UUID log;

  Relocation(
      Segments segments,
      LogTail tail,
      LogCursor cursor,
      LogEnds ends,
      Stragglers stragglers,
      UUID log) {
    this.segments = segments;
    this.tail = tail;
    this.cursor = cursor;
    this.ends = ends;
    this.stragglers = stragglers;
    this.log = log;
  }

  /**
   * Moves what is left of the oldest segments, where it is a twentieth of them or less, all of it
   * is in somebody's hand, and has been for {@code ticks} calls.
   */
  void moveStragglers(int ticks) {
    segments.forEach(Segment::age);
    List<Segment> from = worthMoving(ticks);
    if (from.isEmpty()) return;
    try {
      move(from);
    } catch (IOException noRoom) {
      // Tried again after as long a time; until then all of it stays where it is.
      segments.forEach(Segment::rejuvenate);
    }
    ends.flush();
  }

  private List<Segment> worthMoving(int ticks) {
    var pinned = new ArrayList<Segment>();
    int worth = 0;
    long size = 0;
    long open = 0;
    for (Segment segment : segments) {
      if (!segment.isSealed() || !cursor.isPast(segment.endSeq() - 1)) break;
      if (segment.ticks() < ticks && segment.openRecords() > 0) break;
      pinned.add(segment);
      size += segment.size();
      open += segment.openBytes();
      if (open * STRAGGLERS_PART <= size) worth = pinned.size();
    }
    return pinned.subList(0, worth);
  }

  /**
   * Moves all that is open in a segment. False: there is no room, and whoever appends waits until
   * these are settled.
   */
  boolean move(Segment segment) {
    try {
      move(List.of(segment));
      return true;
    } catch (IOException noRoom) {
      return false;
    }
  }

  private void move(List<Segment> from) throws IOException {
    var moved = new LinkedHashMap<Long, Long>();
    try {
      for (Segment segment : from) {
        for (int i = segment.nextOpen(0); i < segment.index().size(); i = segment.nextOpen(i + 1)) {
          Payload payload = StoredRecord.asPayload(SegmentReader.read(segment, i, log));
          if (payload == null) throw new IOException("a record cannot be read");
          long seq = segment.baseSeq() + i;
          moved.put(seq, tail.write(payload, segment.index().millis(i), true));
        }
      }
      tail.commit();
    } finally {
      moved.forEach(this::movedTo);
    }
  }

  private void movedTo(long seq, long place) {
    Segment old = segments.holding(seq);
    if (place >= tail.committedSeq() || old == null) return;
    stragglers.moved(seq, place);
    old.settle((int) (seq - old.baseSeq()), Settlement.MOVED);
  }
}
