package dev.sluice.sending.storage;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a segment. Never changed once they are written.
 *
 * <pre>
 *   0        8         12    16              32         40           48          56    60    64
 *   | magic  | version |flag | id of the log | base seq | base items | made (ms) |  0  | crc |
 * </pre>
 *
 * @param log the same in all files of one log
 * @param baseSeq number of the first record
 * @param baseItems items of all records before the first one, since the log began
 * @param madeMillis wall clock
 * @param hasEndMarks whether an end mark stands behind what was last committed, unless the file
 *     ends there; what is behind it may be of an earlier use of the file. Flag 1.
 */
record SegmentHeader(UUID log, long baseSeq, long baseItems, long madeMillis, boolean hasEndMarks) {
  static final int BYTES = 64;
  private static final long MAGIC = 0x534C_5543_4C4F_4731L; // SLUCLOG1
  private static final int VERSION = 1;
  private static final int CRC_AT = 60;
  private static final int FLAG_END_MARKS = 1;

  ByteBuffer encode() {
    var bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(hasEndMarks ? FLAG_END_MARKS : 0);
    bytes.putLong(log.getMostSignificantBits()).putLong(log.getLeastSignificantBits());
    bytes.putLong(baseSeq).putLong(baseItems).putLong(madeMillis);
    bytes.putInt(CRC_AT, Seal.of(bytes, 0, CRC_AT));
    return bytes.position(0).limit(BYTES);
  }

  /** Null: these bytes are no header, or no longer. */
  static @Nullable SegmentHeader decode(ByteBuffer bytes) {
    if (bytes.limit() < BYTES || bytes.getLong(0) != MAGIC || bytes.getInt(8) != VERSION) {
      return null;
    }
    if (bytes.getInt(CRC_AT) != Seal.of(bytes, 0, CRC_AT)) return null;
    return new SegmentHeader(
        new UUID(bytes.getLong(16), bytes.getLong(24)),
        bytes.getLong(32),
        bytes.getLong(40),
        bytes.getLong(48),
        (bytes.getInt(12) & FLAG_END_MARKS) != 0);
  }
}
