package dev.sluice.sending.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the records of a log in the order of their numbers, each once: those that are committed
 * and open, and not in somebody's hand under an older number. Nothing of it is on the disk: after a
 * start it begins with the oldest. Belongs to the log's I/O thread.
 */
final class LogCursor {
  private final Segments segments;
  private final LogTail tail;
  private final Stragglers stragglers;
  private final UUID log;

  /** Records with lower numbers were handed out, or settled. */
  private long position;

  LogCursor(Segments segments, LogTail tail, Stragglers stragglers, UUID log) {
    this.segments = segments;
    this.tail = tail;
    this.stragglers = stragglers;
    this.log = log;
    Segment first = segments.oldest();
    this.position = first == null ? tail.nextSeq() : first.baseSeq();
  }

  /** Whether that record was handed out, or settled, when something was last handed out. */
  boolean isPast(long seq) {
    return seq < position;
  }

  /** Whether somebody has that record in hand, if it is open. */
  boolean hasGivenOut(long seq) {
    return isPast(seq) || stragglers.isInHand(seq);
  }

  /** Number of the record that would be handed out next. */
  long next() {
    seek();
    return position;
  }

  /** Length of the payload of the record that {@link #read} would read; less than 0: none. */
  int nextLength() {
    Segment segment = seek();
    return segment == null ? -1 : segment.index().length((int) (position - segment.baseSeq()));
  }

  /** Moves to the first committed record that is open. Null: there is none. */
  private @Nullable Segment seek() {
    Segment segment = null;
    for (Segment next : segments) {
      if (segment != null) {
        // What is missing at the end of a segment may go by a number of the next one.
        if (next.baseSeq() > position && seekIn(segment)) return segment;
        position = Math.max(position, next.baseSeq());
      }
      segment = next;
    }
    return segment != null && seekIn(segment) ? segment : null;
  }

  private boolean seekIn(Segment segment) {
    int limit = tail.committedIn(segment);
    int from = (int) Math.max(0, Math.min(limit, position - segment.baseSeq()));
    int open = Math.min(limit, segment.nextOpen(from));
    while (open < limit && stragglers.isInHand(segment.baseSeq() + open)) {
      open = Math.min(limit, segment.nextOpen(open + 1));
    }
    position = Math.max(position, segment.baseSeq() + open);
    return open < limit;
  }

  /** Somebody has that record in memory: it need not be read. Only the next one. */
  void skip(long seq) {
    if (seq != next()) throw new IllegalArgumentException("%d is not next".formatted(seq));
    position = seq + 1;
  }

  /**
   * Reads the next record. One that is no longer what was written is settled as dropped and told;
   * so is one that cannot be read at all. Null: nothing is left to read.
   */
  @Nullable StoredRecord read(LogEvents events) {
    while (true) {
      Segment segment = seek();
      if (segment == null) return null;
      int at = (int) (position - segment.baseSeq());
      long seq = position++;
      StoredRecord record = SegmentReader.read(segment, at, log);
      if (record != null) return record;
      int items = segment.openItems(at);
      segment.settle(at, Settlement.dropped(items));
      events.corrupt(seq, items);
    }
  }
}
