package dev.sluice.sending;

import dev.sluice.data.Branch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The records of one log that are in memory, bounded in bytes: what is behind them is on disk
 * alone. Any thread.
 */
final class RecordWindow {
  private static final long MAX_BYTES = 64L << 20;

  /** What one takes in memory beside its bytes: who answers for it, and its place in the queue. */
  private static final long OBJECT_BYTES = 512;

  private final Branch branch;
  private final long maxBytes;
  private final Consumer<RecordEnd> ended;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong items = new AtomicLong();

  /** Those that are in it, each with what is reserved for it. */
  private final Map<RecordEnd, Long> records = new ConcurrentHashMap<>();

  /**
   * @param atMost another bound, in bytes
   * @param ended told of each record whose last item is settled, which is in memory no more
   */
  RecordWindow(Branch branch, long atMost, Consumer<RecordEnd> ended) {
    this.branch = branch;
    this.maxBytes = Math.min(atMost, Math.min(MAX_BYTES, Math.max(1, branch.capacityBytes() / 2)));
    this.ended = ended;
  }

  /** Bytes of a record that may still enter; less than 0: none may. */
  long room() {
    long bytes = taken.get();
    // One record is always taken, however large: otherwise it would be there for ever.
    return bytes == 0 ? Long.MAX_VALUE : maxBytes - bytes - OBJECT_BYTES;
  }

  /**
   * Whether so much is in memory that nothing should wait there for more: what might come could
   * find no room.
   */
  boolean isHalfFull() {
    return taken.get() > maxBytes / 2;
  }

  /** Takes a place, which ends with the record. */
  RecordEnd enter(long seq, int items, long payloadBytes) {
    long bytes = payloadBytes + OBJECT_BYTES;
    taken.addAndGet(bytes);
    this.items.addAndGet(items);
    long reserved = branch.tryReserveMemory(bytes) ? bytes : 0;
    var end =
        new RecordEnd(
            seq,
            items,
            over -> {
              taken.addAndGet(-bytes);
              this.items.addAndGet(-items);
              giveBack(over);
              ended.accept(over);
            });
    records.put(end, reserved);
    return end;
  }

  private void giveBack(RecordEnd record) {
    Long reserved = records.remove(record);
    if (reserved != null) branch.releaseMemory(reserved);
  }

  /**
   * What is in it stays on disk, and whoever reads it from there takes room of his own: what is
   * reserved is given back. Nothing enters any more.
   */
  void close() {
    records().forEach(this::giveBack);
  }

  /** How much is in it, counted in that way. */
  long size(Sizer sizer) {
    return switch (sizer) {
      case REQUESTS -> records.size();
      case ITEMS -> items.get();
      case BYTES -> taken.get();
    };
  }

  /** Whether one with a lower number is in it. */
  boolean holdsBelow(long seq) {
    for (RecordEnd record : records.keySet()) {
      if (record.seq() < seq) return true;
    }
    return false;
  }

  /** Those that are in it now. */
  List<RecordEnd> records() {
    return List.copyOf(records.keySet());
  }
}
