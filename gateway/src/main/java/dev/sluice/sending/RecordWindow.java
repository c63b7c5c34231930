package dev.sluice.sending;

import dev.sluice.data.Branch;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The records of one log that are in memory, bounded in bytes: what is behind them is on disk
 * alone. Any thread.
 */
final class RecordWindow {
  private static final long MAX_BYTES = 64L << 20;

  private final Branch branch;
  private final long maxBytes;
  private final Consumer<RecordEnd> ended;
  private final AtomicLong taken = new AtomicLong();
  private final Set<RecordEnd> records = ConcurrentHashMap.newKeySet();

  /**
   * @param atMost another bound, in bytes
   * @param ended told of each record whose last item is settled, which is in memory no more
   */
  RecordWindow(Branch branch, long atMost, Consumer<RecordEnd> ended) {
    this.branch = branch;
    this.maxBytes = Math.min(atMost, Math.min(MAX_BYTES, Math.max(1, branch.capacityBytes() / 2)));
    this.ended = ended;
  }

  /** Bytes of records that may still enter. */
  long room() {
    long bytes = taken.get();
    // One record is always taken, however large: otherwise it would be there for ever.
    return bytes == 0 ? Long.MAX_VALUE : maxBytes - bytes;
  }

  /** Takes a place, which ends with the record. */
  RecordEnd enter(long seq, int items, long bytes) {
    taken.addAndGet(bytes);
    long reserved = branch.tryReserveMemory(bytes) ? bytes : 0;
    var end =
        new RecordEnd(
            seq,
            items,
            over -> {
              records.remove(over);
              taken.addAndGet(-bytes);
              branch.releaseMemory(reserved);
              ended.accept(over);
            });
    records.add(end);
    return end;
  }

  /** Those that are in it now. */
  List<RecordEnd> records() {
    return List.copyOf(records);
  }
}
