package dev.sluice.sending.storage;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Checksums that only the file they were made for can have: a CRC32C that begins with the log's id
 * and the segment's first number, so that stale bytes of another file never pass for a record.
 */
final class Seal {
  private final CRC32C crc = new CRC32C();
  private final byte[] seed = new byte[Long.BYTES];

  Seal(UUID log, long baseSeq) {
    ByteBuffer.wrap(seed)
        .putLong(log.getMostSignificantBits() ^ log.getLeastSignificantBits() ^ baseSeq);
  }

  /** Begins a new checksum. */
  Seal begin() {
    crc.reset();
    crc.update(seed);
    return this;
  }

  Seal add(byte[] bytes, int offset, int length) {
    crc.update(bytes, offset, length);
    return this;
  }

  /** Takes what remains in the buffer, and leaves its position. */
  Seal add(ByteBuffer bytes) {
    crc.update(bytes.duplicate());
    return this;
  }

  int value() {
    return (int) crc.getValue();
  }

  /** A plain checksum, for what tells of itself whose it is. */
  static int of(ByteBuffer bytes, int offset, int length) {
    var crc = new CRC32C();
    crc.update(bytes.duplicate().position(offset).limit(offset + length));
    return (int) crc.getValue();
  }
}
