package dev.sluice.sending.storage;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of all segments that are deleted. Always {@code items = delivered +
 * rejected + dropped + moved}: a segment is deleted when everything in it is settled, and only the
 * oldest one.
 *
 * @param generation grows with each change; the highest one in a directory counts
 * @param nextSeq number that no record has had yet, when this was written
 * @param nextItems items of all records, when this was written
 * @param items items of the deleted records; a segment whose items are among them is deleted again
 */
record Totals(
    long generation,
    long nextSeq,
    long nextItems,
    long items,
    long delivered,
    long rejected,
    long dropped,
    long moved) {

  static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0);
  static final int BYTES = 80;
  private static final long MAGIC = 0x534C_5543_544F_5431L; // SLUCTOT1
  private static final int CRC_AT = 72;

  /** With those of a segment, whose records end at {@code cumItems}. */
  Totals plus(long cumItems, long moreDelivered, long moreRejected, long moreDropped) {
    long more = cumItems - items;
    return new Totals(
        generation + 1,
        nextSeq,
        nextItems,
        cumItems,
        delivered + moreDelivered,
        rejected + moreRejected,
        dropped + moreDropped,
        moved + more - moreDelivered - moreRejected - moreDropped);
  }

  Totals at(long seq, long allItems) {
    return new Totals(generation, seq, allItems, items, delivered, rejected, dropped, moved);
  }

  void put(ByteBuffer out, int at) {
    out.putLong(at, MAGIC).putLong(at + 8, generation);
    out.putLong(at + 16, nextSeq).putLong(at + 24, nextItems).putLong(at + 32, items);
    out.putLong(at + 40, delivered).putLong(at + 48, rejected).putLong(at + 56, dropped);
    out.putLong(at + 64, moved);
    out.putInt(at + CRC_AT, Seal.of(out, at, CRC_AT));
  }

  static @Nullable Totals get(ByteBuffer in, int at) {
    if (in.limit() < at + BYTES || in.getLong(at) != MAGIC) return null;
    if (in.getInt(at + CRC_AT) != Seal.of(in, at, CRC_AT)) return null;
    return new Totals(
        in.getLong(at + 8),
        in.getLong(at + 16),
        in.getLong(at + 24),
        in.getLong(at + 32),
        in.getLong(at + 40),
        in.getLong(at + 48),
        in.getLong(at + 56),
        in.getLong(at + 64));
  }
}
