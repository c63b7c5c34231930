package dev.sluice.sending.storage;

import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one record back, and believes only its checksum. */
final class SegmentReader {
  private SegmentReader() {}

  /** Null: it is not there any more, or not what was written. */
  static @Nullable StoredRecord read(Segment segment, int record, UUID log) {
    RestFile.Entry rest = segment.rest(record);
    if (rest != null) return rest.read(segment.baseSeq() + record);
    RecordIndex index = segment.index();
    if (index.isLost(record)) return null;
    int length = index.length(record);
    var bytes = ByteBuffer.allocate(RecordHeader.BYTES + length);
    try {
      segment.file().read(bytes, index.offset(record));
    } catch (IOException unreadable) {
      return null;
    }
    if (bytes.flip().limit() < RecordHeader.BYTES + length) return null;
    RecordHeader header = RecordHeader.get(bytes, 0);
    if (!RecordHeader.hasMagic(bytes, 0)
        || header.length() != length
        || header.seq() != segment.baseSeq() + record
        || header.items() != index.items(record)
        || header.codec() != 0) {
      return null;
    }
    var seal = new Seal(log, segment.baseSeq());
    seal.begin().add(bytes.array(), RecordHeader.BYTES, length);
    if (RecordHeader.seal(seal, bytes, 0) != header.crc()) return null;
    return new StoredRecord(
        header.seq(),
        header.items(),
        header.enqueuedMillis(),
        ByteSlice.of(bytes.array(), RecordHeader.BYTES, length));
  }
}
