package dev.sluice.sending.storage;

import dev.sluice.component.Storage.WhenFull;

/**
 * How a log behaves.
 *
 * @param fsync whether an append is answered only when it is on the disk
 * @param maxBytes of all files of the log
 * @param minFreeBytes that are left to others on the file system
 * @param whenFull what a full log does; with REFUSE, whoever appends has asked for room before, and
 *     is not turned away for the little that a record takes beside its payload
 * @param segmentBytes size at which a new segment begins; one larger record may stand alone
 * @param segmentRecords records after which a new segment begins; the size of the acknowledgements
 */
public record LogOptions(
    boolean fsync,
    long maxBytes,
    long minFreeBytes,
    WhenFull whenFull,
    int segmentBytes,
    int segmentRecords) {

  private static final int SEGMENT_BYTES = 64 << 20;
  private static final int SMALLEST_SEGMENT_BYTES = 1 << 20;
  private static final int SEGMENT_RECORDS = 8192;

  /** A record's length beyond which bytes are not believed to be one. */
  static final int MAX_RECORD_BYTES = 1 << 30;

  /**
   * How much a client may have in hand. What is in hand cannot be dropped, and is moved when the
   * oldest go; there is room for half a segment of it.
   */
  public long mostInHand() {
    return whenFull == WhenFull.DROP_OLDEST ? segmentBytes / 2 : Long.MAX_VALUE;
  }

  public static LogOptions of(boolean fsync, long maxBytes, long minFreeBytes, WhenFull whenFull) {
    // Space comes back by whole segments: a small log needs small ones.
    long part = Math.max(SMALLEST_SEGMENT_BYTES, Math.min(SEGMENT_BYTES, maxBytes / 8));
    return new LogOptions(fsync, maxBytes, minFreeBytes, whenFull, (int) part, SEGMENT_RECORDS);
  }
}
