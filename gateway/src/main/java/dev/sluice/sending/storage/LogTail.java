package dev.sluice.sending.storage;

import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log, where records are written: the active segment, and how much of it is on the
 * disk.
 *
 * <pre>
 *   sealed     |            active
 *   ... [ seg ]|[ committed ... ][ written ... ]
 *                               ^ {@link #committedSeq}   ^ {@link #nextSeq}
 * </pre>
 *
 * <p>After a failed write or sync what was not committed is gone, and after a failed sync the file
 * is not written to again. Belongs to the log's I/O thread.
 */
final class LogTail {
  private final SegmentFiles files;
  private final LogOptions options;
  private final LongSupplier wallClock;
  private final UUID log;
  private final Segments segments;
  private final TotalsKeeper totals;
  private final LogSpace space;
  private final Spares spares;

  private @Nullable Segment active;
  private @Nullable RecordWriter writer;
  private long nextSeq;
  private long committedSeq;
  private long committedItems;

  /** Of the active segment. */
  private int committedRecords;

  private long committedSize;

  LogTail(
      LogDirectory directory,
      Recovered recovered,
      LongSupplier wallClock,
      Segments segments,
      TotalsKeeper totals,
      LogSpace space,
      Spares spares) {
    this.files = new SegmentFiles(directory, spares);
    this.options = directory.options();
    this.wallClock = wallClock;
    this.log = directory.log();
    this.segments = segments;
    this.totals = totals;
    this.space = space;
    this.spares = spares;
    this.nextSeq = recovered.nextSeq();
    this.committedSeq = nextSeq;
    this.committedItems = recovered.nextItems();
  }

  /** Number of the next record, of whatever is appended. */
  long nextSeq() {
    return nextSeq;
  }

  /** Of the records that this object wrote, those below this number are committed. */
  long committedSeq() {
    return committedSeq;
  }

  /** Items of all records that ever were committed. */
  long committedItems() {
    return committedItems;
  }

  /** How many records of that segment are on the disk, and may be handed out. */
  int committedIn(Segment segment) {
    return segment == active ? committedRecords : segment.index().size();
  }

  /**
   * Writes a record; it counts once it is committed. Where it throws {@link LogFullException},
   * nothing has happened; where it throws anything else, all that was not committed is gone.
   *
   * @param moved whether it is a copy of an older record
   */
  long write(Payload payload, long enqueuedMillis, boolean moved) throws IOException {
    int length = payload.length();
    space.check((long) length + RecordHeader.BYTES, moved);
    spares.makeWayFor((long) length + RecordHeader.BYTES);
    Segment segment = writable(length);
    RecordWriter out = Objects.requireNonNull(writer);
    int items = payload.items();
    long seq = segment.endSeq();
    long at = out.end();
    try {
      out.append(
          new RecordHeader(
              length,
              0,
              seq,
              segment.endItems() + items,
              enqueuedMillis,
              items,
              RecordHeader.TYPE_BATCH,
              0,
              moved ? RecordHeader.FLAG_MOVED : 0),
          payload);
    } catch (IOException | RuntimeException e) {
      takeBack(segment);
      throw e;
    }
    segment.added((int) at, length, items, enqueuedMillis, out.end());
    nextSeq = seq + 1;
    return seq;
  }

  private Segment writable(int length) throws IOException {
    Segment segment = active;
    if (segment != null) {
      if (hasPlace(segment, length)) return segment;
      commit();
      seal();
    }
    return begin();
  }

  private boolean hasPlace(Segment segment, int length) {
    int records = segment.index().size();
    if (records >= options.segmentRecords()) return false;
    // One that is larger than a segment stands alone.
    return records == 0 || segment.size() + RecordHeader.BYTES + length <= options.segmentBytes();
  }

  private Segment begin() throws IOException {
    var header = new SegmentHeader(log, nextSeq, committedItems, wallClock.getAsLong(), true);
    Segment segment = create(header);
    segments.add(segment);
    active = segment;
    committedRecords = 0;
    committedSize = SegmentHeader.BYTES;
    writeFrom(segment, SegmentHeader.BYTES);
    totals.removeCarrier();
    return segment;
  }

  private Segment create(SegmentHeader header) throws IOException {
    try {
      return files.create(header, totals.totals().at(nextSeq, committedItems));
    } catch (IOException e) {
      spares.giveUp();
      throw e;
    }
  }

  private void writeFrom(Segment segment, long at) {
    var seal = new Seal(log, segment.baseSeq());
    if (writer == null) {
      writer = new RecordWriter(segment.file(), seal, at);
    } else {
      writer.open(segment.file(), seal, at);
    }
  }

  /** Makes all that was written last. Where it throws, all of that is gone. */
  void commit() throws IOException {
    Segment segment = active;
    if (segment == null || segment.index().size() == committedRecords) return;
    try {
      flush(segment);
    } catch (IOException e) {
      takeBack(segment);
      throw e;
    }
    try {
      if (options.fsync()) segment.file().force();
    } catch (IOException e) {
      poison(segment);
      throw e;
    }
    committedRecords = segment.index().size();
    committedSize = segment.size();
    committedItems = segment.endItems();
    committedSeq = segment.endSeq();
  }

  private void flush(Segment segment) throws IOException {
    var mark = RecordHeader.endMark(segment.endSeq(), segment.endItems());
    Objects.requireNonNull(writer).flush(mark);
  }

  /** After a write that failed, as on a full disk: the file ends where it ended before. */
  private void takeBack(Segment segment) {
    spares.giveUp();
    try {
      // What was written of it must not be found behind what will be written in its place.
      segment.file().truncate(committedSize);
      segment.cut();
      segment.cutTo(committedRecords, committedSize);
      nextSeq = segment.endSeq();
      writeFrom(segment, committedSize);
    } catch (IOException e) {
      poison(segment);
      return;
    }
    try {
      flush(segment);
    } catch (IOException noRoom) {
      // Then the end of the file is the mark.
      writeFrom(segment, committedSize);
    }
  }

  /**
   * After a sync that failed nobody knows what is on the disk, and asking again would only be told
   * what the cache forgot. Numbers that were given are not given again: the next segment begins
   * behind them, and says which items it believes in.
   */
  private void poison(Segment segment) {
    segment.cutTo(committedRecords, segment.size());
    segment.spoil();
    segment.seal();
    active = null;
    nextSeq++;
  }

  /** Ends the active segment, if there is one. All of it has to be committed. */
  void seal() {
    Segment segment = active;
    if (segment == null) return;
    active = null;
    files.seal(segment);
  }

  /** Seals that segment, if it is the active one. */
  void seal(Segment segment) {
    if (segment == active) seal();
  }

  /** What the active segment's file takes that no record needs yet. */
  long slack() {
    return active == null ? 0 : active.slack();
  }

  /** Gives that back. */
  void cutSlack() {
    Segment segment = active;
    if (segment == null || segment.slack() == 0) return;
    try {
      segment.file().truncate(segment.size() + RecordHeader.BYTES);
      segment.cut();
    } catch (IOException ignored) {
      // Tried again a second later.
    }
  }

  /**
   * Space comes back by whole files: where it is scarce, the last one is ended, so that it goes as
   * soon as all in it is settled. Returns whether it was.
   */
  boolean sealIfLarge() {
    Segment segment = active;
    if (segment == null || segment.index().size() == 0) return false;
    if (segment.index().size() != committedRecords) return false;
    boolean spent = segment.openRecords() == 0 && space.isShort();
    // Each file has a price: a small one is not ended for what it would give back.
    long small = Math.max(space.roomBytes(), 4 * space.segmentOverhead());
    if (!spent && segment.size() <= small) return false;
    seal();
    return true;
  }
}
