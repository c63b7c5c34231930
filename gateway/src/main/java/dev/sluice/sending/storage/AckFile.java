package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of each record of one segment, and of all segments before it. Made at its full size
 * and synced before the segment is used, so that settling a record overwrites sixteen bytes and
 * never needs space: a full disk cannot keep itself full.
 *
 * <pre>
 *      0   magic u64 | version u32 | entries u32 | id of the log (16) | base seq u64 | crc u32
 *    512   slot A: totals of the deleted segments    (both the same, one after the other:
 *   1024   slot B                                     a torn write leaves the other)
 *   4096   entry 0:  delivered u32 | rejected u32 | dropped u32 | check u32
 *          entry 1   ...                              all zero: not settled
 *          (one more than records: for what is missing behind the last one)
 * </pre>
 *
 * <p>An entry whose check is wrong counts as not settled: its record is sent again, which is better
 * than lost.
 */
final class AckFile {
  static final int SLOT_A = 512;
  static final int SLOT_B = 1024;
  static final int ENTRIES_AT = 4096;
  private static final int ENTRY = 16;
  private static final int HEADER = 48;
  private static final int CRC_AT = 40;
  private static final int VERSION = 1;
  private static final long MAGIC = 0x534C_5543_4143_4B31L; // SLUCACK1

  private final Path path;
  private final FsFile file;
  private final long baseSeq;
  private final int maxRecords;
  private final Seal seal;
  private final ByteBuffer entry = ByteBuffer.allocate(ENTRY);
  private boolean dirty;

  private AckFile(Path path, FsFile file, UUID log, long baseSeq, int maxRecords) {
    this.path = path;
    this.file = file;
    this.baseSeq = baseSeq;
    this.maxRecords = maxRecords;
    this.seal = new Seal(log, baseSeq);
  }

  /** A new file without settled records, on disk when this returns (but for its name). */
  static AckFile create(Fs fs, Path path, UUID log, long baseSeq, int maxRecords, Totals totals)
      throws IOException {
    var acks = new AckFile(path, fs.create(path), log, baseSeq, maxRecords);
    var bytes = ByteBuffer.allocate(sizeFor(maxRecords));
    bytes.putLong(MAGIC).putInt(VERSION).putInt(maxRecords);
    bytes.putLong(log.getMostSignificantBits()).putLong(log.getLeastSignificantBits());
    bytes.putLong(baseSeq).putInt(Seal.of(bytes, 0, CRC_AT));
    totals.put(bytes, SLOT_A);
    totals.put(bytes, SLOT_B);
    try {
      acks.file.write(bytes.rewind(), 0);
      acks.file.force();
    } catch (IOException e) {
      acks.close();
      throw e;
    }
    return acks;
  }

  static int sizeFor(int maxRecords) {
    return ENTRIES_AT + (maxRecords + 1) * ENTRY;
  }

  static AckFile open(Fs fs, Path path, UUID log, long baseSeq, int maxRecords) throws IOException {
    return new AckFile(path, fs.open(path), log, baseSeq, maxRecords);
  }

  /** The whole file; what is not there reads as zero, which is: not settled. */
  static ByteBuffer load(FsFile file, int maxRecords) throws IOException {
    var bytes = ByteBuffer.allocate(sizeFor(maxRecords));
    file.read(bytes, 0);
    return bytes.rewind().limit(bytes.capacity());
  }

  ByteBuffer load() throws IOException {
    return load(file, maxRecords);
  }

  /** The log's id as this file has it; null if its head is damaged. */
  static @Nullable UUID logOf(ByteBuffer file) {
    if (file.limit() < HEADER || file.getLong(0) != MAGIC) return null;
    if (file.getInt(CRC_AT) != Seal.of(file, 0, CRC_AT)) return null;
    return new UUID(file.getLong(16), file.getLong(24));
  }

  /** How many entries the file has; {@code otherwise} if its head is damaged. */
  static int entriesOf(ByteBuffer head, int otherwise) {
    return logOf(head) == null ? otherwise : head.getInt(12);
  }

  /** The newer of the two slots that can be read. */
  static @Nullable Totals totalsOf(ByteBuffer file) {
    Totals a = Totals.get(file, SLOT_A);
    Totals b = Totals.get(file, SLOT_B);
    if (a == null) return b;
    return b == null || a.generation() >= b.generation() ? a : b;
  }

  /** What an entry says; null: not settled. */
  @Nullable Settlement entryOf(ByteBuffer file, int index) {
    int at = ENTRIES_AT + index * ENTRY;
    var said = new Settlement(file.getInt(at), file.getInt(at + 4), file.getInt(at + 8));
    int check = file.getInt(at + 12);
    return check != 0 && check == check(index, said) ? said : null;
  }

  private int check(int index, Settlement said) {
    entry.clear();
    entry.putInt(said.delivered()).putInt(said.rejected()).putInt(said.dropped()).putInt(index);
    int value = seal.begin().add(entry.flip()).value();
    return value == 0 ? 1 : value;
  }

  /** Writes a record's end; lasting after {@link #force}. */
  void settle(int index, Settlement said) throws IOException {
    int check = check(index, said);
    entry.clear();
    entry.putInt(said.delivered()).putInt(said.rejected()).putInt(said.dropped()).putInt(check);
    dirty = true;
    file.write(entry.flip(), ENTRIES_AT + (long) index * ENTRY);
  }

  /**
   * Writes the totals into both slots, and syncs. Where an earlier process ended between the two,
   * one alone has them: it is overwritten last, and when the other is on the disk.
   */
  void write(Totals totals) throws IOException {
    var slots = ByteBuffer.allocate(SLOT_B + Totals.BYTES);
    file.read(slots, 0);
    slots.clear();
    Totals a = Totals.get(slots, SLOT_A);
    Totals b = Totals.get(slots, SLOT_B);
    int last = b == null || (a != null && a.generation() > b.generation()) ? SLOT_A : SLOT_B;
    var slot = ByteBuffer.allocate(Totals.BYTES);
    totals.put(slot, 0);
    dirty = true;
    file.write(slot.rewind(), last == SLOT_A ? SLOT_B : SLOT_A);
    if (!Objects.equals(a, b)) file.force();
    file.write(slot.rewind(), last);
    file.force();
    dirty = false;
  }

  void force() throws IOException {
    if (!dirty) return;
    file.force();
    dirty = false;
  }

  Path path() {
    return path;
  }

  long baseSeq() {
    return baseSeq;
  }

  void close() throws IOException {
    file.close();
  }
}
