package dev.sluice.sending.storage;

import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read back; its checksum was right.
 *
 * @param seq by which it is settled
 * @param enqueuedMillis wall clock of its first append
 */
public record StoredRecord(long seq, int items, long enqueuedMillis, ByteSlice payload) {
  /** To be written once more; null stays null. */
  static @Nullable Payload asPayload(@Nullable StoredRecord record) {
    return record == null ? null : new Again(record);
  }

  private record Again(StoredRecord record) implements Payload {
    @Override
    public int length() {
      return record.payload.length();
    }

    @Override
    public int items() {
      return record.items;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      record.payload.writeTo(out);
    }
  }
}
