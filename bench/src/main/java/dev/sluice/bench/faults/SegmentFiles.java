package dev.sluice.bench.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the records in a stopped gateway's storage, by the format's description and without its
 * code: behind 64 bytes of head, {@code SLRR}, the payload's length in 4 bytes, and, 36 bytes into
 * the record's head of 44, the number of its items.
 */
final class SegmentFiles {
  private static final int FILE_HEAD = 64;
  private static final int RECORD_HEAD = 44;
  private static final int ITEMS_AT = 36;
  private static final int MAGIC = 0x534C_5252;

  /** Where a record stands, its head included. */
  record Position(Path file, int at, int length, int items) {}

  private SegmentFiles() {}

  /** The folder of an exporter's queue. */
  static Path log(Path storage, String exporter) throws IOException {
    return Folders.all(storage).stream()
        .filter(Files::isDirectory)
        .filter(folder -> folder.getFileName().toString().startsWith(exporter))
        .findFirst()
        .orElseThrow(() -> new IOException("no folder of %s in %s".formatted(exporter, storage)));
  }

  /** Segments, the oldest first. */
  static List<Path> segments(Path log) throws IOException {
    return Folders.all(log).stream().filter(file -> isSegment(file)).sorted().toList();
  }

  private static boolean isSegment(Path file) {
    return file.toString().endsWith(".seg");
  }

  static List<Position> records(Path segment) throws IOException {
    var records = new ArrayList<Position>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
    int at = FILE_HEAD;
    while (at + RECORD_HEAD <= bytes.limit() && bytes.getInt(at) == MAGIC) {
      int length = RECORD_HEAD + bytes.getInt(at + 4);
      if (length < RECORD_HEAD || at + length > bytes.limit()) break;
      records.add(new Position(segment, at, length, bytes.getInt(at + ITEMS_AT)));
      at += length;
    }
    return records;
  }

  static void flipBit(Path file, long at, int bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[Math.toIntExact(at)] ^= (byte) (1 << bit);
    Files.write(file, bytes);
  }
}
