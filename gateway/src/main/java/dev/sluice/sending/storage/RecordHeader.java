package dev.sluice.sending.storage;

import java.nio.ByteBuffer;

/**
 * What stands before each record's payload.
 *
 * <pre>
 *   0       4        8     12    16    24          32         36     37      38      40   44
 *   | magic | length | crc |  0  | seq | cum items | millis...|      ...
 * </pre>
 *
 * <pre>
 *   at  0  u32  magic
 *       4  u32  length of the payload
 *       8  u32  crc32c of: seed of the segment, payload, length, bytes 12 to 44
 *      12  u64  seq        contiguous within a segment
 *      20  u64  cum items  of all records up to and with this one: a gap tells what is missing
 *      28  i64  enqueued   wall clock, milliseconds
 *      36  u32  items      1 or more; of an end mark 0
 *      40  u8   type       of the payload; 1: see {@code StoredBatch}; 2: an end mark
 *      41  u8   codec      0: as it is
 *      42  u16  flags      1: moved here from an older segment
 * </pre>
 *
 * <p>An end mark is a header that no payload follows, with the number of the record that will stand
 * in its place. It is written with each group of records, behind the last one: what is behind it
 * was there before, and is nothing.
 */
record RecordHeader(
    int length,
    int crc,
    long seq,
    long cumItems,
    long enqueuedMillis,
    int items,
    int type,
    int codec,
    int flags) {

  static final int BYTES = 44;
  static final int MAGIC = 0x534C_5252; // SLRR
  static final int TYPE_BATCH = 1;
  static final int TYPE_END = 2;
  static final int FLAG_MOVED = 1;

  private static final int LENGTH_AT = 4;
  private static final int CRC_AT = 8;
  private static final int REST_AT = 12;

  /** The mark behind the record before {@code seq}. */
  static RecordHeader endMark(long seq, long cumItems) {
    return new RecordHeader(0, 0, seq, cumItems, 0, 0, TYPE_END, 0, 0);
  }

  boolean isEndMark() {
    return type == TYPE_END && length == 0 && items == 0;
  }

  /** Writes the header at the buffer's position, without its checksum. */
  void put(ByteBuffer out) {
    out.putInt(MAGIC).putInt(length).putInt(crc);
    out.putLong(seq).putLong(cumItems).putLong(enqueuedMillis).putInt(items);
    out.put((byte) type).put((byte) codec).putShort((short) flags);
  }

  /** Reads whatever stands there; nothing is checked. */
  static RecordHeader get(ByteBuffer in, int at) {
    return new RecordHeader(
        in.getInt(at + LENGTH_AT),
        in.getInt(at + CRC_AT),
        in.getLong(at + 12),
        in.getLong(at + 20),
        in.getLong(at + 28),
        in.getInt(at + 36),
        in.get(at + 40) & 0xff,
        in.get(at + 41) & 0xff,
        in.getShort(at + 42) & 0xffff);
  }

  /** Ends the checksum that the payload was added to. */
  static int seal(Seal seal, ByteBuffer header, int at) {
    seal.add(header.duplicate().position(at + LENGTH_AT).limit(at + CRC_AT));
    seal.add(header.duplicate().position(at + REST_AT).limit(at + BYTES));
    return seal.value();
  }

  /** Writes all of an end mark into an empty buffer, and hands it back to be read. */
  ByteBuffer sealed(ByteBuffer out, Seal seal) {
    put(out);
    putCrc(out, 0, seal(seal.begin(), out, 0));
    return out.flip();
  }

  static void putCrc(ByteBuffer header, int at, int crc) {
    header.putInt(at + CRC_AT, crc);
  }

  static boolean hasMagic(ByteBuffer in, int at) {
    return in.getInt(at) == MAGIC;
  }
}
