package dev.sluice.sending.storage;

import java.io.IOException;

/**
 * Makes room in a full log that is to take new records rather than keep old ones. What is in
 * somebody's hand cannot be dropped: it is moved to the end, or nothing behind it would leave the
 * disk. Belongs to the log's I/O thread.
 */
final class Eviction {
  private final Segments segments;
  private final LogTail tail;
  private final LogCursor cursor;
  private final LogEnds ends;
  private final Relocation relocation;
  private final LogSpace space;

  Eviction(
      Segments segments,
      LogTail tail,
      LogCursor cursor,
      LogEnds ends,
      Relocation relocation,
      LogSpace space) {
    this.segments = segments;
    this.tail = tail;
    this.cursor = cursor;
    this.ends = ends;
    this.relocation = relocation;
    this.space = space;
  }

  /** Drops the oldest records, a segment at a time, until that has room or no more can go. */
  void makeRoomFor(long payloadBytes, LogEvents events) throws IOException {
    tail.commit();
    for (Segment segment : segments.copy()) {
      if (!space.isFull(payloadBytes)) return;
      tail.seal(segment);
      dropWaiting(segment, events);
      boolean isFree = segment.openRecords() == 0 || relocation.move(segment);
      ends.flush();
      space.look();
      // What is behind it stays on the disk as long as it does: dropping it would give nothing.
      if (!isFree) return;
    }
  }

  /** Drops what nobody has in hand. */
  private void dropWaiting(Segment segment, LogEvents events) {
    for (int i = segment.nextOpen(0); i < segment.index().size(); i = segment.nextOpen(i + 1)) {
      long seq = segment.baseSeq() + i;
      if (cursor.hasGivenOut(seq)) continue;
      int items = segment.openItems(i);
      segment.settle(i, Settlement.dropped(items));
      events.evicted(seq, items);
    }
  }
}
