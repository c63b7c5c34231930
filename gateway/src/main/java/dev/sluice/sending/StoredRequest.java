package dev.sluice.sending;

import dev.sluice.data.Metadata;
import dev.sluice.sending.storage.StoredRecord;
import dev.sluice.wire.ByteSlice;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link StoredBatch} wrote, taken apart.
 *
 * @param runs groups of each request that went into the batch
 * @param metadata what the sender said beside its telemetry
 * @param request an OTLP export request, unread
 */
public record StoredRequest(List<Integer> runs, Metadata metadata, ByteSlice request) {
  public StoredRequest {
    runs = List.copyOf(runs);
  }

  /** Null: this is no batch, though its checksum says that it is what was written. */
  public static @Nullable StoredRequest of(StoredRecord record) {
    ByteSlice payload = record.payload();
    var bytes = new ByteArrayInputStream(payload.array(), payload.offset(), payload.length());
    try (var in = new DataInputStream(bytes)) {
      if (in.readUnsignedByte() != StoredBatch.VERSION) return null;
      int count = in.readInt();
      if (count < 0 || count > in.available() / Integer.BYTES) return null;
      var runs = new ArrayList<Integer>(count);
      for (int i = 0; i < count; i++) {
        int groups = in.readInt();
        if (groups < 0) return null;
        runs.add(groups);
      }
      Metadata metadata = metadata(in);
      int length = in.available();
      return new StoredRequest(runs, metadata, payload.slice(payload.length() - length, length));
    } catch (IOException e) {
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
}
