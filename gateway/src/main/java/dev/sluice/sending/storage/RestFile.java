package dev.sluice.sending.storage;

import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was left of the records that were settled in part when the log was closed in order: after
 * the next start these stand in the place of the whole records, so that nothing is sent twice, and
 * the order stays what it was. Written once, whole, at the end.
 *
 * <pre>
 *   entry = record header (its number and time; the items that are left)
 *           | delivered u32 | rejected u32 | dropped u32 | payload
 * </pre>
 *
 * <p>An entry never becomes wrong, since a number is never used twice. One that cannot be read
 * leaves its record as it is: sent again whole, which is better than lost.
 */
final class RestFile {
  private static final int COUNTS = 12;

  /** No number of a record, so that an entry never passes for one. */
  private static final long BASE = -1;

  private final long generation;
  private final Path path;
  private final FsFile file;
  private final UUID log;
  private final Map<Long, Entry> entries = new HashMap<>();
  private long size;

  /** Where it stands; {@code settled} is how the other items of the record ended. */
  record Entry(RestFile in, long at, int length, int items, long millis, Settlement settled) {
    @Nullable StoredRecord read(long seq) {
      return in.read(seq, this);
    }
  }

  private RestFile(Path path, FsFile file, UUID log, long generation) {
    this.generation = generation;
    this.path = path;
    this.file = file;
    this.log = log;
  }

  /** Reads what can be read: up to the first entry that cannot. */
  static RestFile open(Fs fs, Path path, UUID log, long generation) throws IOException {
    var rests = new RestFile(path, fs.open(path), log, generation);
    rests.size = rests.file.size();
    rests.scan();
    return rests;
  }

  private void scan() throws IOException {
    var head = ByteBuffer.allocate(RecordHeader.BYTES);
    for (long at = 0; at + RecordHeader.BYTES + COUNTS <= size; ) {
      if (file.read(head.clear(), at) < RecordHeader.BYTES) return;
      RecordHeader header = RecordHeader.get(head, 0);
      long end = at + RecordHeader.BYTES + header.length();
      if (!RecordHeader.hasMagic(head, 0) || header.length() < COUNTS || end > size) return;
      byte[] array = load(at, header.length());
      if (array == null) return;
      ByteBuffer bytes = ByteBuffer.wrap(array);
      int counts = RecordHeader.BYTES;
      var settled =
          new Settlement(bytes.getInt(counts), bytes.getInt(counts + 4), bytes.getInt(counts + 8));
      entries.put(
          header.seq(),
          new Entry(
              this,
              at,
              header.length() - COUNTS,
              header.items(),
              header.enqueuedMillis(),
              settled));
      at = end;
    }
  }

  /** An entry with its header; null: it is not what was written. */
  private byte @Nullable [] load(long at, int length) throws IOException {
    var array = new byte[RecordHeader.BYTES + length];
    ByteBuffer bytes = ByteBuffer.wrap(array);
    if (file.read(bytes, at) < array.length) return null;
    var seal = new Seal(log, BASE).begin();
    seal.add(array, RecordHeader.BYTES, length);
    return RecordHeader.seal(seal, bytes, 0) == RecordHeader.get(bytes, 0).crc() ? array : null;
  }

  private @Nullable StoredRecord read(long seq, Entry entry) {
    try {
      byte[] bytes = load(entry.at(), COUNTS + entry.length());
      if (bytes == null || RecordHeader.get(ByteBuffer.wrap(bytes), 0).seq() != seq) return null;
      var payload = ByteSlice.of(bytes, RecordHeader.BYTES + COUNTS, entry.length());
      return new StoredRecord(seq, entry.items(), entry.millis(), payload);
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** What is left of that record; null: it is whole, as far as is known here. */
  @Nullable Entry of(long seq) {
    return entries.get(seq);
  }

  long size() {
    return size;
  }

  long generation() {
    return generation;
  }

  Path path() {
    return path;
  }

  void close() throws IOException {
    file.close();
  }

  /** Writes a new one. What was added is on the disk after {@link #finish}. */
  static final class Writing {
    private final Fs fs;
    private final Path path;
    private final FsFile file;
    private final RecordWriter out;

    Writing(Fs fs, Path path, UUID log) throws IOException {
      this.fs = fs;
      this.path = path;
      this.file = fs.create(path);
      this.out = new RecordWriter(file, new Seal(log, BASE), 0);
    }

    void add(long seq, long millis, Settlement settled, Payload rest) throws IOException {
      int length = Math.addExact(COUNTS, rest.length());
      out.append(
          new RecordHeader(length, 0, seq, 0, millis, rest.items(), RecordHeader.TYPE_BATCH, 0, 0),
          new Counted(length, settled, rest));
    }

    void finish() throws IOException {
      out.flush();
      file.force();
      file.close();
    }

    /** As if it had never been begun. */
    void discard() {
      try {
        file.close();
        fs.delete(path);
      } catch (IOException ignored) {
        // A part of it is as good: each entry stands for itself.
      }
    }
  }

  private record Counted(int length, Settlement settled, Payload rest) implements Payload {
    @Override
    public int items() {
      return rest.items();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      var counts = ByteBuffer.allocate(COUNTS);
      counts.putInt(settled.delivered()).putInt(settled.rejected()).putInt(settled.dropped());
      out.write(counts.array());
      rest.writeTo(out);
    }
  }
}
