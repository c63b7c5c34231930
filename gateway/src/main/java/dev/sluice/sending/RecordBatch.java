package dev.sluice.sending;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Delivery;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.storage.StoredRecord;
import dev.sluice.wire.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Makes a batch of what {@link StoredBatch} wrote. */
final class RecordBatch {
  /** What was in bounds when it was accepted may be merged into more. */
  private static final ScanLimits NO_LIMITS =
      new ScanLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private RecordBatch() {}

  /**
   * Null: this is no batch of that signal, though its checksum says that it is what was written.
   *
   * @param next who answers for so many items
   */
  static @Nullable Batch of(Signal signal, StoredRecord record, IntFunction<Delivery> next) {
    StoredRequest stored = StoredRequest.of(record);
    if (stored == null) return null;
    try {
      byte[] request = stored.request().toByteArray();
      ResourceGroup[] groups = OtlpScan.scan(signal, request, NO_LIMITS).groups();
      if (items(groups) != record.items()) return null;
      List<Integer> runs = stored.runs();
      if (runs.stream().mapToInt(run -> run).sum() != groups.length) runs = List.of(groups.length);
      return merged(signal, groups, runs, stored.metadata(), next);
    } catch (MalformedException e) {
      return null;
    }
  }

  private static int items(ResourceGroup[] groups) {
    int items = 0;
    for (ResourceGroup group : groups) items += group.items();
    return items;
  }

  /**
   * One fan for each request: a merged batch stays one, or nobody would look for what spoils it.
   */
  private static Batch merged(
      Signal signal,
      ResourceGroup[] groups,
      List<Integer> runs,
      Metadata metadata,
      IntFunction<Delivery> next) {
    var builder = new BatchBuilder(signal);
    int start = 0;
    for (int length : runs) {
      ResourceGroup[] run = Arrays.copyOfRange(groups, start, start + length);
      start += length;
      int items = items(run);
      if (items == 0) continue;
      var fan = new Fan(new Delivery[] {next.apply(items)}, null);
      Batch part = Batch.ofRequest(signal, run, fan, metadata).forBranch(0);
      if (part != null) builder.add(part);
    }
    return builder.build(metadata);
  }
}
