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
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    ByteSlice payload = record.payload();
    var bytes = new ByteArrayInputStream(payload.array(), payload.offset(), payload.length());
    try (var in = new DataInputStream(bytes)) {
      if (in.readUnsignedByte() != StoredBatch.VERSION) return null;
      int count = in.readInt();
      if (count < 0 || count > in.available() / Integer.BYTES) return null;
      var runs = new int[count];
      for (int i = 0; i < count; i++) runs[i] = in.readInt();
      Metadata metadata = metadata(in);
      byte[] request = in.readAllBytes();
      ResourceGroup[] groups = OtlpScan.scan(signal, request, NO_LIMITS).groups();
      if (items(groups) != record.items()) return null;
      if (Arrays.stream(runs).sum() != groups.length) runs = new int[] {groups.length};
      return merged(signal, groups, runs, metadata, next);
    } catch (IOException | MalformedException e) {
      return null;
    }
  }

  private static Metadata metadata(DataInputStream in) throws IOException {
    String peer = in.readUTF();
    var headers = new LinkedHashMap<String, List<String>>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      String name = in.readUTF();
      var values = new ArrayList<String>();
      for (int i = in.readUnsignedShort(); i > 0; i--) values.add(in.readUTF());
      headers.put(name, List.copyOf(values));
    }
    return peer.isEmpty() && headers.isEmpty() ? Metadata.EMPTY : new Metadata(headers, peer);
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
      int[] runs,
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
