package dev.sluice.sending.storage;

import dev.sluice.wire.ByteSlice;

/**
 * A record as it was read back; its checksum was right.
 *
 * @param seq by which it is settled
 * @param enqueuedMillis wall clock of its first append
 */
public record StoredRecord(long seq, int items, long enqueuedMillis, ByteSlice payload) {}
