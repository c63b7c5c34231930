package dev.sluice.sending.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The totals of a log, and the file that has them: the acknowledgements of the newest segment. When
 * that segment goes and none follows it yet, its acknowledgements stay, as the carrier. Belongs to
 * the log's I/O thread.
 */
final class TotalsKeeper {
  private final LogDirectory directory;
  private final Segments segments;
  private Totals totals;
  private @Nullable AckFile carrier;

  TotalsKeeper(LogDirectory directory, Recovered recovered, Segments segments) {
    this.directory = directory;
    this.segments = segments;
    this.totals = recovered.totals();
    this.carrier = recovered.carrier();
  }

  Totals totals() {
    return totals;
  }

  private @Nullable AckFile keeper() {
    Segment last = segments.newest();
    return last != null && last.acks() != null ? last.acks() : carrier;
  }

  /**
   * Replaces the totals, on the disk first. Returns the file that has them now; null: none can,
   * which the next start makes up for by counting.
   */
  @Nullable AckFile replace(Totals after) throws IOException {
    AckFile keeper = keeper();
    if (keeper != null) keeper.write(after);
    totals = after;
    return keeper;
  }

  /** Writes down how far the log goes, so that a tail that is cut off later is missed. */
  boolean writeEnd(long nextSeq, long items) {
    AckFile keeper = keeper();
    if (keeper == null) return false;
    try {
      totals = totals.plus(totals.items(), 0, 0, 0).at(nextSeq, items);
      keeper.write(totals);
      return true;
    } catch (IOException ignored) {
      // The next start counts again what it finds.
      return false;
    }
  }

  /**
   * Keeps the acknowledgements that have the totals, though their segment goes. A crash may have
   * left a carrier beside segments.
   */
  void carryIn(@Nullable AckFile acks) {
    removeCarrier();
    carrier = acks;
  }

  /** A new segment's acknowledgements have the totals now. */
  void removeCarrier() {
    AckFile old = carrier;
    carrier = null;
    if (old == null) return;
    try {
      old.close();
      directory.fs().delete(old.path());
    } catch (IOException ignored) {
      // Removed at the next start, since it has no segment.
    }
  }

  /** What the carrier takes. */
  long bytes() {
    return carrier == null ? 0 : directory.acksBytes();
  }

  void close() throws IOException {
    if (carrier != null) carrier.close();
  }
}
