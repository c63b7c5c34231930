package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment record by record and believes nothing: what is left after a crash, or after
 * somebody changed the file. A damaged stretch is skipped up to the next record that proves to be
 * one, and what is missing between two records is told by their running totals.
 *
 * <p>Where the segment has end marks, nothing behind one is looked at, and what stands behind the
 * last record without one was never committed: it is of a write that was under way, or of an
 * earlier use of the file.
 *
 * <p>Bounded work: candidates for a record are checked by their numbers before their checksum, and
 * the search ends when it has summed four times the file.
 */
final class SegmentScan {
  private static final int SEARCH_FACTOR = 4;

  /** Bytes that are no record, from here to there. */
  record Damage(long from, long to) {}

  private final Window window;
  private final Seal seal;
  private final long baseSeq;
  private final boolean hasEndMarks;
  private final int maxRecords;
  private final RecordIndex index = new RecordIndex();
  private final List<Damage> damages = new ArrayList<>();
  private long cumItems;
  private long end = SegmentHeader.BYTES;
  private long budget;
  private long tornBytes;

  private SegmentScan(FsFile file, SegmentHeader header, int maxRecords) throws IOException {
    this.window = new Window(file);
    this.seal = new Seal(header.log(), header.baseSeq());
    this.baseSeq = header.baseSeq();
    this.hasEndMarks = header.hasEndMarks();
    this.maxRecords = maxRecords;
    this.cumItems = header.baseItems();
    this.budget = SEARCH_FACTOR * window.size();
  }

  static SegmentScan of(FsFile file, SegmentHeader header, int maxRecords) throws IOException {
    var scan = new SegmentScan(file, header, maxRecords);
    scan.run();
    return scan;
  }

  private void run() throws IOException {
    long at = SegmentHeader.BYTES;
    while (at < window.size()) {
      if (isRecord(at)) {
        RecordHeader header = headerAt(at);
        missing(header.seq(), header.cumItems() - header.items() - cumItems);
        cumItems = header.cumItems();
        if (header.isEndMark()) return;
        at = take(at, header);
        continue;
      }
      long next = search(at + 1);
      if (next < 0) {
        tail(at);
        return;
      }
      damages.add(new Damage(at, next));
      at = next;
    }
  }

  /** Whether a record stands there that can follow those before it. */
  private boolean isRecord(long at) throws IOException {
    RecordHeader header = plausible(at);
    if (header == null) return false;
    budget -= header.length();
    seal.begin();
    window.addTo(seal, at + RecordHeader.BYTES, header.length());
    ByteBuffer bytes = window.at(at, RecordHeader.BYTES);
    return RecordHeader.seal(seal, bytes, window.index(at)) == header.crc();
  }

  private @Nullable RecordHeader plausible(long at) throws IOException {
    if (at + RecordHeader.BYTES > window.size()) return null;
    ByteBuffer bytes = window.at(at, RecordHeader.BYTES);
    int i = window.index(at);
    if (!RecordHeader.hasMagic(bytes, i)) return null;
    RecordHeader header = RecordHeader.get(bytes, i);
    boolean fits =
        header.length() >= 0 && at + RecordHeader.BYTES + header.length() <= window.size();
    boolean follows =
        header.seq() >= baseSeq + index.size()
            && header.seq() < baseSeq + maxRecords + (header.isEndMark() ? 1 : 0)
            && (header.items() > 0 || header.isEndMark())
            && header.seq() - baseSeq - index.size()
                <= header.cumItems() - header.items() - cumItems;
    boolean gapless = header.seq() == baseSeq + index.size();
    boolean adds = !gapless || header.cumItems() - header.items() == cumItems;
    return fits && follows && adds ? header : null;
  }

  private RecordHeader headerAt(long at) throws IOException {
    return RecordHeader.get(window.at(at, RecordHeader.BYTES), window.index(at));
  }

  private long take(long at, RecordHeader header) {
    index.add((int) at, header.length(), header.items(), header.enqueuedMillis());
    end = at + RecordHeader.BYTES + header.length();
    return end;
  }

  /** The first of the missing records stands for all their items: how they were shared is gone. */
  private void missing(long untilSeq, long items) {
    long left = items;
    while (baseSeq + index.size() < untilSeq) {
      index.addLost((int) left);
      left = 0;
    }
  }

  private long search(long from) throws IOException {
    for (long at = from; at + RecordHeader.BYTES <= window.size() && budget > 0; at++) {
      ByteBuffer bytes = window.at(at, RecordHeader.BYTES);
      if (RecordHeader.hasMagic(bytes, window.index(at)) && isRecord(at)) return at;
    }
    return -1;
  }

  /**
   * What stands after the last record: a write that was under way, or one that was damaged. It
   * counts as a lost record where its head is whole and follows from the record before, and no end
   * mark would have to be behind it.
   */
  private void tail(long at) throws IOException {
    if (!hasEndMarks) torn(at, window.size());
    if (at + RecordHeader.BYTES > window.size()) return;
    RecordHeader header = headerAt(at);
    boolean follows =
        header.seq() == baseSeq + index.size()
            && header.items() > 0
            && index.size() < maxRecords
            && header.cumItems() - header.items() == cumItems;
    boolean complete = at + RecordHeader.BYTES + header.length() <= window.size();
    if (!follows || header.length() < 0) return;
    if (hasEndMarks) {
      torn(at, Math.min(window.size(), at + RecordHeader.BYTES + header.length()));
      return;
    }
    if (!complete) return;
    index.addLost(header.items());
    cumItems = header.cumItems();
  }

  private void torn(long from, long to) {
    damages.add(new Damage(from, to));
    tornBytes = to - from;
  }

  RecordIndex index() {
    return index;
  }

  /** Items of all records up to the end of this segment. */
  long cumItems() {
    return cumItems;
  }

  List<Damage> damages() {
    return damages;
  }

  /** Bytes behind the last record, of a write that was under way. */
  long tornBytes() {
    return tornBytes;
  }

  /** Where the last whole record ends. */
  long end() {
    return end;
  }
}
