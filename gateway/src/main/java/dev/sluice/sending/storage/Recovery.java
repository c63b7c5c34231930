package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens a directory as a crash, or a curious hand, may have left it. Data is the only truth: what
 * stands in segments and is not settled is queued. Moves nothing and rewrites nothing, so that it
 * may be interrupted anywhere and begun again; a file that is damaged costs the records that were
 * hit, which are counted, and never the start.
 */
final class Recovery {
  private final Fs fs;
  private final Path directory;
  private final LogOptions options;
  private final Quarantine quarantine;

  private final Map<Long, ByteBuffer> ackHeads = new TreeMap<>();
  private final List<String> foreign = new ArrayList<>();
  private Totals totals = Totals.NONE;
  private long carrierSeq = -1;
  private boolean carrierHasTotals;
  private long lastName = -1;
  private long lostItems;
  private long lostRecords;
  private long tornBytes;
  private final List<RestFile> rests = new ArrayList<>();
  private final List<Path> counted = new ArrayList<>();

  private Recovery(Fs fs, Path directory, LogOptions options) {
    this.fs = fs;
    this.directory = directory;
    this.options = options;
    this.quarantine = new Quarantine(fs, directory);
  }

  static Recovered run(Fs fs, Path directory, LogOptions options) throws IOException {
    return new Recovery(fs, directory, options).run();
  }

  /** Whose files stand in a directory; null: nothing there says so. The caller closes them. */
  static @Nullable UUID idOf(Fs fs, Path directory) throws IOException {
    var look = new Recovery(fs, directory, OfflineLog.OPTIONS);
    List<String> names = fs.list(directory);
    look.readAckHeads(names);
    return look.identity(look.candidates(names));
  }

  /** A segment's file with its name's number, and its head if that can be read. */
  private record Candidate(Path path, FsFile file, long baseSeq, @Nullable SegmentHeader header) {}

  private Recovered run() throws IOException {
    List<String> names = fs.list(directory);
    readAckHeads(names);
    List<Candidate> found = candidates(names);
    UUID said = identity(found);
    UUID log = said == null ? UUID.randomUUID() : said;
    readTotals(log);
    var segments = new ArrayList<Segment>();
    for (Candidate candidate : found) {
      Segment segment = restore(candidate, log, segments);
      if (segment != null) segments.add(segment);
    }
    takeUpEnds(segments);
    takeUpRests(names, log, segments);
    removeSpares(names);
    return finish(log, segments);
  }

  private void readAckHeads(List<String> names) throws IOException {
    for (String name : names) {
      long baseSeq = LogFiles.baseSeq(name, LogFiles.ACKS);
      if (baseSeq < 0) continue;
      lastName = Math.max(lastName, baseSeq);
      try (FsFile file = fs.open(directory.resolve(name))) {
        var head = ByteBuffer.allocate(AckFile.ENTRIES_AT);
        file.read(head, 0);
        ackHeads.put(baseSeq, head.rewind().limit(head.capacity()));
      }
    }
  }

  private List<Candidate> candidates(List<String> names) throws IOException {
    var found = new ArrayList<Candidate>();
    for (String name : names) {
      long baseSeq = LogFiles.baseSeq(name, LogFiles.SEGMENT);
      if (baseSeq < 0) continue;
      lastName = Math.max(lastName, baseSeq);
      Path path = directory.resolve(name);
      FsFile file = fs.open(path);
      var head = ByteBuffer.allocate(SegmentHeader.BYTES);
      file.read(head, 0);
      SegmentHeader header = SegmentHeader.decode(head.flip());
      // A file may have been renamed; its head knows better.
      found.add(new Candidate(path, file, header == null ? baseSeq : header.baseSeq(), header));
    }
    found.sort(Comparator.comparingLong(Candidate::baseSeq));
    return found;
  }

  /**
   * Whose files these are: what the newest acknowledgements say, or else the newest segment; null:
   * nothing says so.
   */
  private @Nullable UUID identity(List<Candidate> found) {
    UUID log = null;
    for (ByteBuffer head : ackHeads.values()) {
      UUID said = AckFile.logOf(head);
      if (said != null) log = said;
    }
    if (log != null) return log;
    for (Candidate candidate : found) {
      if (candidate.header() != null) log = candidate.header().log();
    }
    return log;
  }

  private void readTotals(UUID log) {
    ackHeads.forEach(
        (baseSeq, head) -> {
          UUID owner = AckFile.logOf(head);
          Totals said = AckFile.totalsOf(head);
          if (owner != null && !owner.equals(log)) return;
          // On a full disk, one that was not finished would never take any.
          if (said == null && carrierHasTotals) return;
          carrierSeq = baseSeq;
          carrierHasTotals = said != null;
          if (said != null && said.generation() >= totals.generation()) totals = said;
        });
  }

  /** Reads what a segment holds; null: nothing of this log that is still wanted. */
  private @Nullable Segment restore(Candidate candidate, UUID log, List<Segment> before)
      throws IOException {
    SegmentHeader header = candidate.header();
    long known = before.isEmpty() ? totals.items() : before.get(before.size() - 1).endItems();
    if (header == null) header = new SegmentHeader(log, candidate.baseSeq(), known, 0, false);
    if (!header.log().equals(log)) {
      foreign.add(candidate.path().getFileName().toString());
      candidate.file().close();
      return null;
    }
    // Segments are counted whole and in order before they are deleted.
    if (header.baseItems() < totals.items()) return remove(candidate);
    Segment segment = read(candidate, header);
    if (!before.isEmpty()) {
      close(before.get(before.size() - 1), header);
    } else if (header.baseItems() > totals.items()) {
      lostBefore(header.baseItems());
    }
    return segment;
  }

  private Segment read(Candidate candidate, SegmentHeader header) throws IOException {
    FsFile file = candidate.file();
    int maxRecords = entries(header.baseSeq());
    AckFile acks = openAcks(header, maxRecords);
    var seal = new Seal(header.log(), header.baseSeq());
    SegmentFooter footer = SegmentFooter.read(file, maxRecords, seal, !header.hasEndMarks());
    Segment segment;
    if (footer != null) {
      segment =
          new Segment(
              candidate.path(), file, header, acks, footer.index(), footer.cumItems(), file.size());
    } else {
      SegmentScan scan = SegmentScan.of(file, header, maxRecords);
      for (SegmentScan.Damage damage : scan.damages()) {
        quarantine.copy(candidate.path(), file, damage.from(), damage.to());
      }
      tornBytes += scan.tornBytes();
      force(file);
      segment =
          new Segment(
              candidate.path(), file, header, acks, scan.index(), scan.cumItems(), file.size());
    }
    segment.seal();
    return segment;
  }

  /** What came back may have been in the cache alone; from now on it is counted on. */
  private static void force(FsFile file) {
    try {
      file.force();
    } catch (IOException ignored) {
      // Nobody was told that these records are on the disk.
    }
  }

  private int entries(long baseSeq) {
    ByteBuffer head = ackHeads.get(baseSeq);
    return head == null
        ? options.segmentRecords()
        : AckFile.entriesOf(head, options.segmentRecords());
  }

  private @Nullable AckFile openAcks(SegmentHeader header, int maxRecords) throws IOException {
    Path path = LogFiles.acks(directory, header.baseSeq());
    if (!ackHeads.containsKey(header.baseSeq())) return makeAcks(path, header);
    return AckFile.open(fs, path, header.log(), header.baseSeq(), maxRecords);
  }

  /** They are gone, and with them who was settled: all of the segment is sent again. */
  private @Nullable AckFile makeAcks(Path path, SegmentHeader header) {
    try {
      return AckFile.create(
          fs, path, header.log(), header.baseSeq(), options.segmentRecords(), totals);
    } catch (IOException noRoom) {
      return null;
    }
  }

  /**
   * It goes later, since the totals that have it may be in the cache alone; and with all others
   * that have no segment its acknowledgements.
   */
  private @Nullable Segment remove(Candidate candidate) throws IOException {
    candidate.file().close();
    counted.add(candidate.path());
    return null;
  }

  /** The next segment says where this one ended: what is missing was lost, what is over void. */
  private void close(Segment segment, SegmentHeader next) {
    long over = segment.endItems() - next.baseItems();
    int records = segment.index().size();
    long end = segment.endItems();
    while (over > 0 && records > 0 && end > next.baseItems()) {
      end -= segment.index().items(--records);
    }
    if (records < segment.index().size()) segment.cutTo(records, segment.size());
    addLost(segment, next.baseItems() - segment.endItems(), next.baseSeq());
  }

  private void addLost(Segment segment, long items, long untilSeq) {
    if (items <= 0) return;
    // There is one entry more than there are records, for what is missing behind the last one.
    long room = entries(segment.baseSeq()) + 1L - segment.index().size();
    segment.lost(items, Math.min(room, untilSeq - segment.endSeq()));
  }

  private void lostBefore(long baseItems) {
    long missing = baseItems - totals.items();
    lostItems += missing;
    lostRecords++;
    totals = totals.plus(baseItems, 0, 0, missing);
  }

  /** Reads who is settled, and settles what is lost. */
  private void takeUpEnds(List<Segment> segments) throws IOException {
    if (!segments.isEmpty()) {
      Segment last = segments.get(segments.size() - 1);
      addLost(last, totals.nextItems() - last.endItems(), totals.nextSeq());
    } else if (totals.nextItems() > totals.items()) {
      lostBefore(totals.nextItems());
    }
    for (Segment segment : segments) {
      AckFile acks = segment.acks();
      if (acks != null) segment.restore(acks.load());
      RecordIndex index = segment.index();
      for (int i = 0; i < index.size(); i++) {
        if (!index.isLost(i) || segment.isSettled(i)) continue;
        lostItems += index.items(i);
        lostRecords++;
        segment.settle(i, Settlement.dropped(index.items(i)));
      }
    }
  }

  /** Each file has all that was left when it was written, but for one that was not finished. */
  private void takeUpRests(List<String> names, UUID log, List<Segment> segments)
      throws IOException {
    var found = new TreeMap<Long, Path>();
    for (String name : names) {
      long generation = LogFiles.baseSeq(name, LogFiles.RESTS);
      if (generation >= 0) found.put(generation, directory.resolve(name));
    }
    for (var entry : found.descendingMap().entrySet()) {
      RestFile file = RestFile.open(fs, entry.getValue(), log, entry.getKey());
      segments.forEach(segment -> segment.restore(file));
      rests.add(file);
    }
  }

  /** What was in them is settled, and what they were to be had not begun. */
  private void removeSpares(List<String> names) throws IOException {
    for (String name : names) {
      if (LogFiles.baseSeq(name, LogFiles.SPARE) >= 0) fs.delete(directory.resolve(name));
    }
  }

  /** One that a power loss left unfinished may not say whose it is; its totals were heard. */
  private static boolean isOrphan(ByteBuffer head, UUID log) {
    UUID owner = AckFile.logOf(head);
    return owner == null || owner.equals(log);
  }

  private Recovered finish(UUID log, List<Segment> segments) throws IOException {
    AckFile carrier = null;
    long nextSeq = Math.max(totals.nextSeq(), lastName + 1);
    for (Segment segment : segments) {
      nextSeq = Math.max(nextSeq, Math.max(segment.baseSeq() + 1, segment.endSeq()));
    }
    var orphans = new ArrayList<Path>();
    for (var entry : ackHeads.entrySet()) {
      long baseSeq = entry.getKey();
      if (segments.stream().anyMatch(segment -> segment.baseSeq() == baseSeq)) continue;
      Path path = LogFiles.acks(directory, baseSeq);
      if (baseSeq == carrierSeq) {
        carrier = AckFile.open(fs, path, log, baseSeq, entries(baseSeq));
      } else if (isOrphan(entry.getValue(), log)) {
        orphans.add(path);
      }
    }
    long nextItems =
        segments.isEmpty() ? totals.items() : segments.get(segments.size() - 1).endItems();
    return new Recovered(
        log,
        segments,
        carrier,
        rests,
        totals,
        nextSeq,
        nextItems,
        lostItems,
        lostRecords,
        tornBytes,
        counted,
        orphans,
        foreign);
  }
}
