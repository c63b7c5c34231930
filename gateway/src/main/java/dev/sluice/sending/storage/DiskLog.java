package dev.sluice.sending.storage;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log itself, for one thread: {@link SegmentLog} is what others use.
 *
 * <pre>
 *      deleted          settled in part      sealed        active
 *   [ totals only ]  [ seg + ack ] [ seg + ack ] ... [ seg + ack ]--> write, commit
 *                         ^ next(): the first record not handed out
 * </pre>
 *
 * <p>A record is written and committed ({@link LogTail}), handed out in the order of its number
 * ({@link LogCursor}), and settled in any order; the oldest segment is deleted when all of it is
 * settled ({@link LogEnds}). What stands in the way of that is moved to the end ({@link
 * Relocation}) or dropped ({@link Eviction}). Files that are done with are written over ({@link
 * Spares}). {@link LogSpace} says how much it may take, {@link Recovery} how it was found.
 */
final class DiskLog {
  private final LogOptions options;
  private final Recovered recovered;
  private final Segments segments;
  private final TotalsKeeper totals;
  private final Stragglers stragglers = new Stragglers();
  private final Rests rests;
  private final LogSpace space;
  private final Spares spares;
  private final LogTail tail;
  private final LogCursor cursor;
  private final LogEnds ends;
  private final Relocation relocation;
  private final Eviction eviction;

  private DiskLog(LogDirectory directory, LongSupplier wallClock, Recovered recovered) {
    this.options = directory.options();
    this.recovered = recovered;
    this.segments = new Segments(directory, recovered.segments());
    this.totals = new TotalsKeeper(directory, recovered, segments);
    this.rests = new Rests(directory, recovered.rests());
    this.space = new LogSpace(directory, () -> bytes() - idleBytes(), this::idleBytes);
    this.spares = new Spares(directory, space);
    this.tail = new LogTail(directory, recovered, wallClock, segments, totals, space, spares);
    this.cursor = new LogCursor(segments, tail, stragglers, directory.log());
    this.ends = new LogEnds(directory, segments, totals, tail, stragglers, rests, spares);
    this.relocation = new Relocation(segments, tail, cursor, ends, stragglers, directory.log());
    this.eviction = new Eviction(segments, tail, cursor, ends, relocation, space);
  }

  static DiskLog open(Fs fs, Path directory, LogOptions options, LongSupplier wallClock)
      throws IOException {
    Recovered recovered = Recovery.run(fs, directory, options);
    var place = new LogDirectory(fs, directory, recovered.log(), options);
    var log = new DiskLog(place, wallClock, recovered);
    syncNames(place);
    boolean isWritten = log.writeEnd();
    for (Path segment : recovered.counted()) fs.delete(segment);
    // The newest totals may stand in a file that is to go.
    if (isWritten) {
      for (Path orphan : recovered.orphans()) fs.delete(orphan);
    }
    log.tick();
    return log;
  }

  /** Files may be there in the cache alone; from now on they are counted on. */
  private static void syncNames(LogDirectory place) {
    try {
      if (place.options().fsync()) place.sync();
    } catch (IOException ignored) {
      // Nobody was told of anything that is in them alone.
    }
  }

  private boolean writeEnd() {
    return totals.writeEnd(tail.nextSeq(), tail.committedItems());
  }

  Recovered recovered() {
    return recovered;
  }

  /** As {@link LogTail#write}. */
  long write(Payload payload, long enqueuedMillis, boolean moved) throws IOException {
    return tail.write(payload, enqueuedMillis, moved);
  }

  /** Makes all that was written last. Where it throws, all of that is gone. */
  void commit() throws IOException {
    tail.commit();
  }

  /** Of the records that this object wrote, those below this number are committed. */
  long committedSeq() {
    return tail.committedSeq();
  }

  /** Length of the payload of the record that {@link #next} would read; less than 0: none. */
  int nextLength() {
    return cursor.nextLength();
  }

  /** Number of the record that would be handed out next. */
  long cursor() {
    return cursor.next();
  }

  /**
   * Records with lower numbers were handed out, or are settled. Numbers that no record has, behind
   * the last one that was found, are nobody's to wait for.
   */
  long position() {
    return cursor.nextLength() < 0 ? tail.committedSeq() : cursor.next();
  }

  /** Somebody has that record in memory: it need not be read. Only the one at the cursor. */
  void skip(long seq) {
    cursor.skip(seq);
  }

  /** As {@link LogCursor#read}. */
  @Nullable StoredRecord next(LogEvents events) {
    return cursor.read(events);
  }

  /** Says how a record ended; lasting in the file after {@link #flushEnds}. */
  void settle(long seq, Settlement end) {
    ends.settle(seq, end);
  }

  /** Writes ends into the files, which outlasts this process, and deletes what is done with. */
  void flushEnds() {
    ends.flush();
  }

  /** Once a second, and when somebody waits for room: syncs ends, looks at the space. */
  void tick() {
    ends.flush();
    ends.force();
    space.look();
    spares.tick();
    if (space.isTight(0)) {
      spares.giveUp();
      tail.cutSlack();
    }
    if (tail.sealIfLarge()) ends.reclaim();
  }

  /** As {@link Relocation#moveStragglers}. */
  void moveStragglers(int ticks) {
    relocation.moveStragglers(ticks);
  }

  /** Whether a full log drops its oldest records. */
  boolean evicts() {
    return options.whenFull() == WhenFull.DROP_OLDEST;
  }

  /** As {@link Eviction#makeRoomFor}. */
  void evictFor(long payloadBytes, LogEvents events) throws IOException {
    eviction.makeRoomFor(payloadBytes, events);
  }

  /** Bytes of payloads that it would take now. */
  long roomBytes() {
    return space.roomBytes();
  }

  /** The same of an empty log on a disk of its own. Any thread. */
  long capacityBytes() {
    return space.capacityBytes();
  }

  /** After a failure: whether the disk takes data again. */
  boolean takesData() {
    return space.takesData();
  }

  /** Real sizes of all files. */
  long bytes() {
    return segments.bytes() + spares.bytes() + totals.bytes() + rests.bytes();
  }

  /** What of that is kept for records to come, and given up where it is short. */
  private long idleBytes() {
    return spares.bytes() + tail.slack();
  }

  LogView view() {
    long openItems = 0;
    int openRecords = 0;
    long delivered = totals.totals().delivered();
    long rejected = totals.totals().rejected();
    long dropped = totals.totals().dropped();
    long oldest = Long.MAX_VALUE;
    for (Segment segment : segments) {
      openItems += segment.openItems();
      openRecords += segment.openRecords();
      delivered += segment.delivered();
      rejected += segment.rejected();
      dropped += segment.dropped();
      oldest = Math.min(oldest, segment.oldestMillis());
    }
    return new LogView(
        bytes(),
        segments.count(),
        openRecords,
        openItems,
        tail.committedItems(),
        delivered,
        rejected,
        dropped,
        oldest,
        roomBytes(),
        options.maxBytes(),
        space.usableBytes());
  }

  /**
   * Writes down what is left of records of which a part was settled. Those that find no room are
   * sent again whole: the log takes at most one segment more than {@code max_bytes}.
   */
  void keepRests(List<Rest> begun) throws IOException {
    var left = new HashMap<Long, Rest>();
    begun.forEach(rest -> left.put(stragglers.placeOf(rest.seq()), rest));
    if (left.isEmpty() && !segments.haveRests()) return;
    rests.keep(left, segments, space.mostBytes() - bytes() + idleBytes());
  }

  /** Commits, seals, syncs everything, and closes the files. */
  void close() throws IOException {
    try {
      commit();
    } finally {
      tail.seal();
      tick();
      spares.giveUp();
      writeEnd();
      abandon();
    }
  }

  /** Closes the files without another word, as if the process had been killed. */
  void abandon() throws IOException {
    segments.close();
    rests.close();
    totals.close();
  }
}
