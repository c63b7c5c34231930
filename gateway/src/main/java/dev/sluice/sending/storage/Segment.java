package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of records with its file of acknowledgements, and what of it is not settled. Belongs to
 * the log's I/O thread.
 */
final class Segment {
  private final Path path;
  private final FsFile file;
  private final SegmentHeader header;

  /** Null: it could not be made again after it was lost, and ends are kept in memory only. */
  private @Nullable AckFile acks;

  private RecordIndex index;
  private final BitSet settled = new BitSet();

  /** Ends that could not be written yet. */
  private final Map<Integer, Settlement> unwritten = new HashMap<>();

  /** What is left of records that were settled in part by an earlier process. */
  private final Map<Integer, RestFile.Entry> rests = new HashMap<>();

  private long endItems;
  private long size;

  /** What the file took when it was taken for this segment, until it was cut. */
  private long reserved;

  private boolean isSound;
  private boolean sealed;
  private int ticks;
  private long delivered;
  private long rejected;
  private long dropped;
  private int openRecords;
  private long openItems;

  /** Records before this one are settled. */
  private int firstOpen;

  /**
   * A new one.
   *
   * @param reserved what its file takes already
   */
  Segment(Path path, FsFile file, SegmentHeader header, @Nullable AckFile acks, long reserved) {
    this(path, file, header, acks, new RecordIndex(), header.baseItems(), SegmentHeader.BYTES);
    this.reserved = reserved;
    this.isSound = true;
  }

  /** One that was found. */
  Segment(
      Path path,
      FsFile file,
      SegmentHeader header,
      @Nullable AckFile acks,
      RecordIndex index,
      long endItems,
      long size) {
    this.path = path;
    this.file = file;
    this.header = header;
    this.acks = acks;
    this.index = index;
    this.endItems = endItems;
    this.size = size;
    for (int i = 0; i < index.size(); i++) openItems += index.items(i);
    openRecords = index.size();
  }

  Path path() {
    return path;
  }

  FsFile file() {
    return file;
  }

  @Nullable AckFile acks() {
    return acks;
  }

  long baseSeq() {
    return header.baseSeq();
  }

  /** The number after the last record's. */
  long endSeq() {
    return header.baseSeq() + index.size();
  }

  /** Items of all records of the log up to the end of this segment. */
  long endItems() {
    return endItems;
  }

  RecordIndex index() {
    return index;
  }

  long size() {
    return size;
  }

  /** What the file takes that no record needs yet. */
  long slack() {
    return Math.max(0, reserved - size);
  }

  /** The file was cut to what is in it. */
  void cut() {
    reserved = 0;
  }

  /** Nobody knows what of the file is on the disk. */
  void spoil() {
    isSound = false;
  }

  /** Whether it was written by this process, and every sync of it succeeded. */
  boolean isSound() {
    return isSound;
  }

  boolean isSealed() {
    return sealed;
  }

  /** How often {@link #age} was called: a measure of time that no wrong clock changes. */
  int ticks() {
    return ticks;
  }

  void age() {
    ticks++;
  }

  /** Begins to count anew. */
  void rejuvenate() {
    ticks = 0;
  }

  /** Bytes of the payloads that are not settled. */
  long openBytes() {
    long sum = 0;
    for (int i = nextOpen(0); i < index.size(); i = nextOpen(i + 1)) sum += index.length(i);
    return sum;
  }

  /** Nothing is appended any more. */
  void seal() {
    sealed = true;
  }

  long delivered() {
    return delivered;
  }

  long rejected() {
    return rejected;
  }

  long dropped() {
    return dropped;
  }

  int openRecords() {
    return openRecords;
  }

  long openItems() {
    return openItems;
  }

  /** Adds a record that was written at {@code at}. */
  void added(int at, int length, int items, long millis, long end) {
    index.add(at, length, items, millis);
    openRecords++;
    openItems += items;
    endItems += items;
    size = end;
  }

  /** Takes back records that did not reach the disk; none of them is settled. */
  void cutTo(int records, long newSize) {
    for (int i = index.size() - 1; i >= records; i--) {
      openRecords--;
      openItems -= index.items(i);
      endItems -= index.items(i);
    }
    index.cutTo(records);
    size = newSize;
  }

  /**
   * Items that once stood behind the last record, in so many records, and are gone. At least one
   * record stands for them.
   */
  void lost(long items, long records) {
    int counted = (int) Math.min(items, Integer.MAX_VALUE);
    index.addLost(counted);
    for (long i = 1; i < records; i++) index.addLost(0);
    openRecords += (int) Math.max(1, records);
    openItems += counted;
    endItems += items;
  }

  /** The file grew by something else than records. */
  void resized(long newSize) {
    size = newSize;
  }

  /** Takes up what the acknowledgements said. */
  void restore(ByteBuffer said) {
    AckFile from = acks;
    if (from == null) return;
    for (int i = 0; i < index.size(); i++) {
      if (index.isLost(i)) i = restoreLost(from, said, i);
      if (i == index.size()) return;
      Settlement end = from.entryOf(said, i);
      // More than there were can only be said by damage that hit the right checksum.
      if (end != null && end.items() <= index.items(i)) count(i, end);
    }
  }

  /**
   * A run of lost records, whose first one stands for the items of all: those that had been settled
   * get what they had, the first that had not gets the rest. Returns where the run ends.
   */
  private int restoreLost(AckFile from, ByteBuffer said, int start) {
    int left = index.items(start);
    int open = -1;
    int at = start;
    for (; at < index.size() && index.isLost(at); at++) {
      Settlement end = from.entryOf(said, at);
      index.setItems(at, 0);
      if (end != null && end.items() <= left) {
        index.setItems(at, end.items());
        left -= end.items();
        count(at, end);
      } else if (open < 0) {
        open = at;
      }
    }
    // Where all were settled, the rest had been moved.
    index.setItems(open < 0 ? start : open, left + index.items(open < 0 ? start : open));
    if (open < 0) openItems -= left;
    return at;
  }

  /** Takes up what is left of records that are open. */
  void restore(RestFile from) {
    for (int i = nextOpen(0); i < index.size(); i = nextOpen(i + 1)) {
      RestFile.Entry rest = from.of(baseSeq() + i);
      if (rest == null || index.isLost(i) || rests.containsKey(i)) continue;
      Settlement begun = rest.settled();
      if (begun.items() + rest.items() != index.items(i)) continue;
      rests.put(i, rest);
      openItems -= begun.items();
      delivered += begun.delivered();
      rejected += begun.rejected();
      dropped += begun.dropped();
    }
  }

  /** What stands for that record; null: it stands for itself. */
  RestFile.@Nullable Entry rest(int record) {
    return rests.get(record);
  }

  boolean hasRests() {
    return !rests.isEmpty();
  }

  /** Items of a record that is open. */
  int openItems(int record) {
    RestFile.Entry rest = rests.get(record);
    return rest == null ? index.items(record) : rest.items();
  }

  boolean isSettled(int record) {
    return settled.get(record);
  }

  /** The first record at or after that one that is not settled; {@code index.size()}: none. */
  int nextOpen(int from) {
    return Math.min(settled.nextClearBit(from), index.size());
  }

  /** When the oldest open record was appended; MAX_VALUE: there is none. */
  long oldestMillis() {
    firstOpen = nextOpen(firstOpen);
    return firstOpen < index.size() ? index.millis(firstOpen) : Long.MAX_VALUE;
  }

  /** Settles a record, in memory at once, in the file as soon as that can be written. */
  void settle(int record, Settlement end) {
    if (settled.get(record)) return;
    count(record, end);
    RestFile.Entry rest = rests.remove(record);
    unwritten.put(record, rest == null ? end : rest.settled().plus(end));
  }

  private void count(int record, Settlement end) {
    settled.set(record);
    openRecords--;
    openItems -= openItems(record);
    delivered += end.delivered();
    rejected += end.rejected();
    dropped += end.dropped();
  }

  boolean hasUnwritten() {
    return !unwritten.isEmpty();
  }

  /** Writes the ends that are not written yet; what fails is tried again the next time. */
  void writeEnds() throws IOException {
    AckFile to = acks;
    if (to == null) return;
    for (var ends = unwritten.entrySet().iterator(); ends.hasNext(); ) {
      var end = ends.next();
      to.settle(end.getKey(), end.getValue());
      ends.remove();
    }
  }

  void forceEnds() throws IOException {
    if (acks != null) acks.force();
  }

  /** Gives the acknowledgements away, to whoever keeps the totals. */
  @Nullable AckFile takeAcks() {
    AckFile taken = acks;
    acks = null;
    return taken;
  }

  void close() throws IOException {
    file.close();
    if (acks != null) acks.close();
  }
}
