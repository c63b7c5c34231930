package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment record by record and believes nothing: what is left after a crash, or after
 * somebody changed the file. A damaged stretch is skipped up to the next record that proves to be
 * one, and what is missing between two records is told by their running totals.
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
  private final int maxRecords;
  private final RecordIndex index = new RecordIndex();
  private final List<Damage> damages = new ArrayList<>();
  private long cumItems;
  private long end = SegmentHeader.BYTES;
  private long budget;

  private SegmentScan(FsFile file, UUID log, long baseSeq, long baseItems, int maxRecords)
      throws IOException {
    this.window = new Window(file);
    this.seal = new Seal(log, baseSeq);
    this.baseSeq = baseSeq;
    this.maxRecords = maxRecords;
    this.cumItems = baseItems;
    this.budget = SEARCH_FACTOR * window.size();
  }

  static SegmentScan of(FsFile file, UUID log, long baseSeq, long baseItems, int maxRecords)
      throws IOException {
    var scan = new SegmentScan(file, log, baseSeq, baseItems, maxRecords);
    scan.run();
    return scan;
  }

  private void run() throws IOException {
    long at = SegmentHeader.BYTES;
    while (at < window.size()) {
      if (isRecord(at)) {
        at = take(at);
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
            && header.seq() < baseSeq + maxRecords
            && header.items() > 0
            && header.seq() - baseSeq - index.size()
                <= header.cumItems() - header.items() - cumItems;
    boolean gapless = header.seq() == baseSeq + index.size();
    boolean adds = !gapless || header.cumItems() - header.items() == cumItems;
    return fits && follows && adds ? header : null;
  }

  private long take(long at) throws IOException {
    RecordHeader header = RecordHeader.get(window.at(at, RecordHeader.BYTES), window.index(at));
    missing(header.seq(), header.cumItems() - header.items() - cumItems);
    index.add((int) at, header.length(), header.items(), header.enqueuedMillis());
    cumItems = header.cumItems();
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
   * counts as a lost record where its head is whole and follows from the record before.
   */
  private void tail(long at) throws IOException {
    damages.add(new Damage(at, window.size()));
    if (at + RecordHeader.BYTES > window.size()) return;
    RecordHeader header = RecordHeader.get(window.at(at, RecordHeader.BYTES), window.index(at));
    boolean follows =
        header.seq() == baseSeq + index.size()
            && header.items() > 0
            && index.size() < maxRecords
            && header.cumItems() - header.items() == cumItems;
    boolean complete = at + RecordHeader.BYTES + header.length() <= window.size();
    if (!follows || !complete || header.length() < 0) return;
    index.addLost(header.items());
    cumItems = header.cumItems();
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

  /** Where the last whole record ends. */
  long end() {
    return end;
  }
}
