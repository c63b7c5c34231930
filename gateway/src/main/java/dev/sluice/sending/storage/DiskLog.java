package dev.sluice.sending.storage;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
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
 * <p>A record is written, committed (on the disk), handed out by {@link #next} in the order of its
 * number, and settled in any order. The oldest segment is deleted when all of it is settled; for
 * that, 80 bytes are overwritten in place and no space is needed. After a failed write or sync,
 * what was not committed is gone and the file is not written to again.
 */
final class DiskLog {
  /** What is left of segments is moved where it is at most this part of them. */
  private static final int STRAGGLERS_PART = 20;

  private final Fs fs;
  private final Path directory;
  private final LogOptions options;
  private final LongSupplier wallClock;
  private final UUID log;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final Recovered recovered;

  private final Stragglers stragglers = new Stragglers();

  private final Rests rests;

  private Totals totals;
  private @Nullable AckFile carrier;
  private @Nullable Segment active;
  private @Nullable RecordWriter writer;
  private long nextSeq;
  private long committedItems;
  private long committedSeq;
  private int committedRecords;
  private long committedSize;

  /** Records with lower numbers were handed out, or settled. */
  private long cursor;

  private final LogSpace space;

  private DiskLog(
      Fs fs, Path directory, LogOptions options, LongSupplier wallClock, Recovered recovered) {
    this.fs = fs;
    this.directory = directory;
    this.options = options;
    this.space = new LogSpace(fs, directory, options);
    this.wallClock = wallClock;
    this.recovered = recovered;
    this.log = recovered.log();
    this.segments.addAll(recovered.segments());
    this.totals = recovered.totals();
    this.carrier = recovered.carrier();
    this.rests = new Rests(fs, directory, recovered.log(), recovered.rests());
    this.nextSeq = recovered.nextSeq();
    this.committedItems = recovered.nextItems();
    this.committedSeq = nextSeq;
    Segment first = segments.peekFirst();
    this.cursor = first == null ? nextSeq : first.baseSeq();
  }

  static DiskLog open(Fs fs, Path directory, LogOptions options, LongSupplier wallClock)
      throws IOException {
    Recovered recovered = Recovery.run(fs, directory, options);
    var log = new DiskLog(fs, directory, options, wallClock, recovered);
    // The newest totals may stand in a file that is to go.
    if (log.keepTotals()) {
      for (Path orphan : recovered.orphans()) fs.delete(orphan);
    }
    log.tick();
    return log;
  }

  Recovered recovered() {
    return recovered;
  }

  // ---- writing ----

  /**
   * Writes a record; it counts once it is committed. Where it throws {@link LogFullException},
   * nothing has happened; where it throws anything else, all that was not committed is gone.
   */
  long write(Payload payload, long enqueuedMillis, boolean moved) throws IOException {
    int length = payload.length();
    space.check(bytes(), (long) length + RecordHeader.BYTES, moved);
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

  /** Bytes of payloads that it would take now. */
  long roomBytes() {
    return space.roomBytes(bytes());
  }

  /** The same of an empty log on a disk of its own. Any thread. */
  long capacityBytes() {
    return space.capacityBytes();
  }

  private Segment writable(int length) throws IOException {
    Segment segment = active;
    if (segment != null) {
      boolean fits =
          segment.index().size() < options.segmentRecords()
              && (segment.index().size() == 0
                  || segment.size() + RecordHeader.BYTES + length <= options.segmentBytes());
      if (fits) return segment;
      commit();
      sealActive();
    }
    return create();
  }

  private Segment create() throws IOException {
    long baseSeq = nextSeq;
    var header = new SegmentHeader(log, baseSeq, committedItems, wallClock.getAsLong());
    Path path = LogFiles.segment(directory, baseSeq);
    Path acksPath = LogFiles.acks(directory, baseSeq);
    AckFile acks = null;
    FsFile file = null;
    try {
      // Left by an attempt that failed: no number is used twice otherwise.
      fs.delete(path);
      fs.delete(acksPath);
      acks =
          AckFile.create(
              fs,
              acksPath,
              log,
              baseSeq,
              options.segmentRecords(),
              totals.at(nextSeq, committedItems));
      file = fs.create(path);
      file.write(header.encode(), 0);
      if (options.fsync()) {
        file.force();
        fs.syncDirectory(directory);
      }
    } catch (IOException e) {
      discard(acks, file, path, acksPath);
      throw e;
    }
    var segment = new Segment(path, file, header, acks);
    segments.addLast(segment);
    active = segment;
    committedRecords = 0;
    committedSize = SegmentHeader.BYTES;
    var seal = new Seal(log, baseSeq);
    if (writer == null) {
      writer = new RecordWriter(file, seal, SegmentHeader.BYTES);
    } else {
      writer.open(file, seal, SegmentHeader.BYTES);
    }
    removeCarrier();
    return segment;
  }

  private void discard(@Nullable AckFile acks, @Nullable FsFile file, Path path, Path acksPath) {
    try {
      if (acks != null) acks.close();
      if (file != null) file.close();
      fs.delete(path);
      fs.delete(acksPath);
    } catch (IOException ignored) {
      // Removed before the next attempt, or found empty at the next start.
    }
  }

  /** The new segment's acknowledgements have the totals now. */
  private void removeCarrier() {
    AckFile old = carrier;
    carrier = null;
    if (old == null) return;
    try {
      old.close();
      fs.delete(old.path());
    } catch (IOException ignored) {
      // Removed at the next start, since it has no segment.
    }
  }

  /** Makes all that was written last. Where it throws, all of that is gone. */
  void commit() throws IOException {
    Segment segment = active;
    if (segment == null || segment.index().size() == committedRecords) return;
    try {
      Objects.requireNonNull(writer).flush();
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

  /** Of the records that this object wrote, those below this number are committed. */
  long committedSeq() {
    return committedSeq;
  }

  boolean evicts() {
    return options.whenFull() == WhenFull.DROP_OLDEST;
  }

  /** After a write that failed, as on a full disk: the file ends where it ended before. */
  private void takeBack(Segment segment) {
    try {
      segment.file().truncate(committedSize);
      segment.cutTo(committedRecords, committedSize);
      nextSeq = segment.endSeq();
      Objects.requireNonNull(writer)
          .open(segment.file(), new Seal(log, segment.baseSeq()), committedSize);
    } catch (IOException e) {
      poison(segment);
    }
  }

  /**
   * After a sync that failed nobody knows what is on the disk, and asking again would only be told
   * what the cache forgot. Numbers that were given are not given again: the next segment begins
   * behind them, and says which items it believes in.
   */
  private void poison(Segment segment) {
    segment.cutTo(committedRecords, segment.size());
    segment.seal();
    active = null;
    nextSeq++;
  }

  private void sealActive() {
    Segment segment = active;
    if (segment == null) return;
    active = null;
    segment.seal();
    try {
      var footer = SegmentFooter.encode(segment.index(), segment.endItems());
      int length = footer.remaining();
      segment.file().write(footer, segment.size());
      if (options.fsync()) segment.file().force();
      segment.resized(segment.size() + length);
    } catch (IOException e) {
      cutFooter(segment);
    }
  }

  /** No room for the footer: the segment is scanned when it is opened. */
  private static void cutFooter(Segment segment) {
    try {
      segment.file().truncate(segment.size());
    } catch (IOException ignored) {
      // A part of a footer is no record, and is passed over.
    }
  }

  // ---- reading ----

  /** Length of the payload of the record that {@link #next} would read; less than 0: none. */
  int nextLength() {
    Segment segment = seek();
    return segment == null ? -1 : segment.index().length((int) (cursor - segment.baseSeq()));
  }

  /** Number of the record that would be handed out next. */
  long cursor() {
    seek();
    return cursor;
  }

  /** Moves the cursor to the first committed record that is open. Null: there is none. */
  private @Nullable Segment seek() {
    Segment segment = null;
    for (Segment next : segments) {
      if (segment != null) {
        // What is missing at the end of a segment may go by a number of the next one.
        if (next.baseSeq() > cursor && seekIn(segment)) return segment;
        cursor = Math.max(cursor, next.baseSeq());
      }
      segment = next;
    }
    return segment != null && seekIn(segment) ? segment : null;
  }

  private boolean seekIn(Segment segment) {
    int limit = segment == active ? committedRecords : segment.index().size();
    int from = (int) Math.max(0, Math.min(limit, cursor - segment.baseSeq()));
    int open = Math.min(limit, segment.nextOpen(from));
    while (open < limit && stragglers.isInHand(segment.baseSeq() + open)) {
      open = Math.min(limit, segment.nextOpen(open + 1));
    }
    cursor = Math.max(cursor, segment.baseSeq() + open);
    return open < limit;
  }

  /** Somebody has that record in memory: it need not be read. Only the one at the cursor. */
  void skip(long seq) {
    if (seq != cursor()) throw new IllegalArgumentException("%d is not next".formatted(seq));
    cursor = seq + 1;
  }

  /**
   * Reads the next record. One that is no longer what was written is settled as dropped and told;
   * so is one that cannot be read at all. Null: nothing is left to read.
   */
  @Nullable StoredRecord next(LogEvents events) {
    while (true) {
      Segment segment = seek();
      if (segment == null) return null;
      int at = (int) (cursor - segment.baseSeq());
      long seq = cursor++;
      StoredRecord record = SegmentReader.read(segment, at, log);
      if (record != null) return record;
      int items = segment.openItems(at);
      segment.settle(at, Settlement.dropped(items));
      events.corrupt(seq, items);
    }
  }

  // ---- settling ----

  /** Says how a record ended; lasting in the file after {@link #flushEnds}. */
  void settle(long seq, Settlement end) {
    long place = stragglers.takeOut(seq);
    Segment segment = holding(place);
    if (segment != null) segment.settle((int) (place - segment.baseSeq()), end);
  }

  private @Nullable Segment holding(long seq) {
    for (var newestFirst = segments.descendingIterator(); newestFirst.hasNext(); ) {
      Segment segment = newestFirst.next();
      if (seq >= segment.baseSeq()) return seq < segment.endSeq() ? segment : null;
    }
    return null;
  }

  /** Writes ends into the files, which outlasts this process, and deletes what is done with. */
  void flushEnds() {
    for (Segment segment : segments) {
      if (!segment.hasUnwritten()) continue;
      try {
        segment.writeEnds();
      } catch (IOException ignored) {
        // Tried again with the next end; until then a crash would send these records twice.
      }
    }
    reclaim();
    if (segments.stream().noneMatch(Segment::hasRests)) rests.remove();
  }

  private void reclaim() {
    var done = new ArrayList<Segment>();
    Totals after = totals;
    for (Segment segment : segments) {
      if (!segment.isSealed() || segment.openRecords() > 0) break;
      done.add(segment);
      after =
          after.plus(
              segment.endItems(), segment.delivered(), segment.rejected(), segment.dropped());
    }
    if (done.isEmpty()) return;
    try {
      reclaim(done, after.at(nextSeq, committedItems));
    } catch (IOException ignored) {
      // Nothing is lost: the totals are written again before anything is deleted.
    }
  }

  private void reclaim(List<Segment> done, Totals after) throws IOException {
    AckFile keeper = keeper();
    if (keeper != null) keeper.write(after);
    totals = after;
    for (Segment segment : done) {
      segments.remove(segment);
      if (segment.acks() == keeper && keeper != null) {
        carrier = segment.takeAcks();
      } else if (segment.acks() != null) {
        fs.delete(segment.acks().path());
      }
      segment.close();
      fs.delete(segment.path());
    }
    fs.syncDirectory(directory);
  }

  /** Writes down how far the log goes, so that a tail that is cut off later is missed. */
  private boolean keepTotals() {
    AckFile keeper = keeper();
    if (keeper == null) return false;
    try {
      totals = totals.plus(totals.items(), 0, 0, 0).at(nextSeq, committedItems);
      keeper.write(totals);
      return true;
    } catch (IOException ignored) {
      // The next start counts again what it finds.
      return false;
    }
  }

  /** The newest acknowledgements, which keep the totals. */
  private @Nullable AckFile keeper() {
    Segment last = segments.peekLast();
    return last != null && last.acks() != null ? last.acks() : carrier;
  }

  /** Once a second, and when somebody waits for room: syncs ends, looks at the space. */
  void tick() {
    flushEnds();
    for (Segment segment : segments) {
      try {
        segment.forceEnds();
      } catch (IOException ignored) {
        // Ends that do not last are settled again: sent twice, not lost.
      }
    }
    space.look(bytes());
    endLargeSegment();
  }

  /** After a failure: whether the disk takes data again. */
  boolean takesData() {
    return space.takesData();
  }

  /**
   * Space comes back by whole files: where it is scarce, the last one is ended, so that it goes as
   * soon as all in it is settled.
   */
  private void endLargeSegment() {
    Segment segment = active;
    if (segment == null || segment.index().size() == 0) return;
    if (segment.index().size() != committedRecords) return;
    boolean spent = segment.openRecords() == 0 && space.isShort(bytes());
    // Each file has a price: a small one is not ended for what it would give back.
    if (!spent && segment.size() <= Math.max(roomBytes(), 4 * space.segmentOverhead())) return;
    sealActive();
    reclaim();
  }

  /**
   * Copies what is left of the oldest segments to the end of the log, so that they can be deleted:
   * where it is a twentieth of them or less, all of it is in somebody's hand, and has been for
   * {@code ticks} calls. The copy is on the disk before the record counts as moved: a crash between
   * them repeats it. After the next start it comes behind what is in front of it now.
   */
  void moveStragglers(int ticks) {
    segments.forEach(Segment::age);
    var pinned = new ArrayList<Segment>();
    int worth = 0;
    long size = 0;
    long open = 0;
    for (Segment segment : segments) {
      if (!segment.isSealed() || segment.endSeq() > cursor) break;
      if (segment.ticks() < ticks && segment.openRecords() > 0) break;
      pinned.add(segment);
      size += segment.size();
      open += segment.openBytes();
      if (open * STRAGGLERS_PART <= size) worth = pinned.size();
    }
    if (worth == 0) return;
    try {
      move(pinned.subList(0, worth));
    } catch (IOException noRoom) {
      // Tried again after as long a time; until then all of it stays where it is.
      segments.forEach(Segment::rejuvenate);
    }
    flushEnds();
  }

  private void move(List<Segment> from) throws IOException {
    var moved = new LinkedHashMap<Long, Long>();
    try {
      for (Segment segment : from) {
        for (int i = segment.nextOpen(0); i < segment.index().size(); i = segment.nextOpen(i + 1)) {
          Payload payload = StoredRecord.asPayload(SegmentReader.read(segment, i, log));
          if (payload == null) throw new IOException("a record cannot be read");
          long seq = segment.baseSeq() + i;
          moved.put(seq, write(payload, segment.index().millis(i), true));
        }
      }
      commit();
    } finally {
      moved.forEach(this::movedTo);
    }
  }

  /** False: there is no room, and whoever appends waits until these are settled. */
  private boolean moveInHand(Segment segment) {
    try {
      move(List.of(segment));
      return true;
    } catch (IOException noRoom) {
      return false;
    }
  }

  private void movedTo(long seq, long place) {
    Segment old = holding(seq);
    if (place >= committedSeq || old == null) return;
    stragglers.moved(seq, place);
    old.settle((int) (seq - old.baseSeq()), Settlement.MOVED);
  }

  /**
   * Drops the oldest records that nobody has in hand, a segment at a time, until that has room.
   * Those in hand are moved to the end, or nothing behind them would leave the disk.
   */
  void evictFor(long payloadBytes, LogEvents events) throws IOException {
    commit();
    for (Segment segment : new ArrayList<>(segments)) {
      if (!space.isFull(bytes(), payloadBytes)) return;
      if (segment == active) sealActive();
      for (int i = segment.nextOpen(0); i < segment.index().size(); i = segment.nextOpen(i + 1)) {
        long seq = segment.baseSeq() + i;
        if (seq < cursor || stragglers.isInHand(seq)) continue;
        int items = segment.openItems(i);
        segment.settle(i, Settlement.dropped(items));
        events.evicted(seq, items);
      }
      boolean isFree = segment.openRecords() == 0 || moveInHand(segment);
      flushEnds();
      space.look(bytes());
      // What is behind it stays on the disk as long as it does: dropping it would give nothing.
      if (!isFree) return;
    }
  }

  // ---- looking ----

  /** Real sizes of all files. */
  long bytes() {
    long sum = rests.bytes();
    sum += carrier == null ? 0 : AckFile.sizeFor(options.segmentRecords());
    for (Segment segment : segments) {
      sum += segment.size() + AckFile.sizeFor(options.segmentRecords());
    }
    return sum;
  }

  LogView view() {
    long openItems = 0;
    int openRecords = 0;
    long delivered = totals.delivered();
    long rejected = totals.rejected();
    long dropped = totals.dropped();
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
        segments.size(),
        openRecords,
        openItems,
        committedItems,
        delivered,
        rejected,
        dropped,
        oldest,
        roomBytes(),
        options.maxBytes(),
        space.usableBytes());
  }

  /** The oldest segment, if it is sealed: what stands in it keeps all others on the disk. */
  @Nullable Segment oldestSealed() {
    Segment first = segments.peekFirst();
    return first != null && first.isSealed() ? first : null;
  }

  /**
   * Writes down what is left of records of which a part was settled. Those that find no room are
   * sent again whole: the log takes at most one segment more than {@code max_bytes}.
   */
  void keepRests(List<Rest> begun) throws IOException {
    var left = new HashMap<Long, Rest>();
    begun.forEach(rest -> left.put(stragglers.placeOf(rest.seq()), rest));
    if (left.isEmpty() && segments.stream().noneMatch(Segment::hasRests)) return;
    rests.keep(left, segments, space.mostBytes() - bytes());
  }

  /** Commits, seals, syncs everything, and closes the files. */
  void close() throws IOException {
    try {
      commit();
    } finally {
      sealActive();
      tick();
      keepTotals();
      for (Segment segment : segments) segment.close();
      rests.close();
      if (carrier != null) carrier.close();
    }
  }

  /** Closes the files without another word, as if the process had been killed. */
  void abandon() throws IOException {
    for (Segment segment : segments) segment.close();
    rests.close();
    if (carrier != null) carrier.close();
  }
}
