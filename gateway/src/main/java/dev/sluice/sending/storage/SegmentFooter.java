package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The index at the end of a sealed segment, so that opening a large backlog reads a few kilobytes
 * of each file. A segment without one (after a crash, or on a full disk) is scanned instead. Its
 * checksum is the segment's own: at the end of a file that is written over, that of the segment
 * which was there before still stands.
 *
 * <pre>
 *   records ... | magic u32 | count u32 | cum items u64 | count x entry | crc u32 | length u32 | magic u64 |
 *   entry = offset u32 | length u32 | items u32 | millis i64
 * </pre>
 */
record SegmentFooter(RecordIndex index, long cumItems, long start) {
  private static final int MAGIC = 0x534C_4658; // SLFX
  private static final long END_MAGIC = 0x534C_5543_454E_4431L; // SLUCEND1
  private static final int HEAD = 16;
  private static final int ENTRY = 20;
  private static final int TAIL = 16;

  static ByteBuffer encode(RecordIndex index, long cumItems, Seal seal) {
    int length = HEAD + index.size() * ENTRY + TAIL;
    var bytes = ByteBuffer.allocate(length);
    bytes.putInt(MAGIC).putInt(index.size()).putLong(cumItems);
    for (int i = 0; i < index.size(); i++) {
      bytes.putInt(index.offset(i)).putInt(index.length(i)).putInt(index.items(i));
      bytes.putLong(index.millis(i));
    }
    seal.begin().add(bytes.array(), 0, bytes.position());
    bytes.putInt(seal.value()).putInt(length).putLong(END_MAGIC);
    return bytes.flip();
  }

  /**
   * Null: the file does not end in a footer that can be trusted.
   *
   * @param orPlain whether one with a checksum that tells nothing of the segment is trusted, as in
   *     files without end marks
   */
  static @Nullable SegmentFooter read(FsFile file, int maxRecords, Seal seal, boolean orPlain)
      throws IOException {
    long size = file.size();
    if (size < SegmentHeader.BYTES + HEAD + TAIL) return null;
    var tail = ByteBuffer.allocate(TAIL);
    if (file.read(tail, size - TAIL) < TAIL || tail.getLong(8) != END_MAGIC) return null;
    long length = tail.getInt(4) & 0xffff_ffffL;
    if (length > HEAD + (long) maxRecords * ENTRY + TAIL || length > size) return null;
    var bytes = ByteBuffer.allocate((int) length);
    if (file.read(bytes, size - length) < length) return null;
    return decode(bytes.flip(), size - length, seal, orPlain);
  }

  private static @Nullable SegmentFooter decode(
      ByteBuffer bytes, long start, Seal seal, boolean orPlain) {
    int crcAt = bytes.limit() - TAIL;
    if (crcAt < HEAD || bytes.getInt(0) != MAGIC) return null;
    int crc = bytes.getInt(crcAt);
    boolean isOwn = crc == seal.begin().add(bytes.duplicate().position(0).limit(crcAt)).value();
    if (!isOwn && !(orPlain && crc == Seal.of(bytes, 0, crcAt))) return null;
    int count = bytes.getInt(4);
    if (HEAD + (long) count * ENTRY != crcAt) return null;
    var index = new RecordIndex();
    for (int at = HEAD; at < crcAt; at += ENTRY) {
      index.add(
          bytes.getInt(at), bytes.getInt(at + 4), bytes.getInt(at + 8), bytes.getLong(at + 12));
    }
    return new SegmentFooter(index, bytes.getLong(8), start);
  }
}
