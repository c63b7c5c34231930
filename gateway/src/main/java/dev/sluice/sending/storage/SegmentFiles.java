package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the two files of a segment, or takes a spare one for its records, and ends it. A segment
 * that this returns is on the disk, with its name; where it throws, nothing is there. Belongs to
 * the log's I/O thread.
 */
final class SegmentFiles {
  private final Fs fs;
  private final LogDirectory directory;
  private final Spares spares;

  SegmentFiles(LogDirectory directory, Spares spares) {
    this.fs = directory.fs();
    this.directory = directory;
    this.spares = spares;
  }

  /**
   * @param totals that the acknowledgements keep from now on
   */
  Segment create(SegmentHeader header, Totals totals) throws IOException {
    long baseSeq = header.baseSeq();
    Path path = LogFiles.segment(directory.path(), baseSeq);
    Path acksPath = LogFiles.acks(directory.path(), baseSeq);
    AckFile acks = null;
    FsFile file = null;
    Spares.Spare spare = null;
    try {
      // Left by an attempt that failed: no number is used twice otherwise.
      fs.delete(path);
      fs.delete(acksPath);
      acks =
          AckFile.create(
              fs, acksPath, header.log(), baseSeq, directory.options().segmentRecords(), totals);
      spare = spares.take();
      file = spare == null ? fs.create(path) : fs.open(spare.path());
      file.write(head(header), 0);
      if (directory.options().fsync()) file.force();
      if (spare != null) {
        // Its old content is void before it has a segment's name.
        file.close();
        fs.rename(spare.path(), path);
        file = fs.open(path);
      }
      if (directory.options().fsync()) directory.sync();
      return new Segment(path, file, header, acks, spare == null ? 0 : spare.bytes());
    } catch (IOException e) {
      discard(acks, file, path, acksPath);
      if (spare != null) spares.giveUp(spare);
      throw e;
    }
  }

  private static ByteBuffer head(SegmentHeader header) {
    var mark = RecordHeader.endMark(header.baseSeq(), header.baseItems());
    var seal = new Seal(header.log(), header.baseSeq());
    var bytes = ByteBuffer.allocate(SegmentHeader.BYTES + RecordHeader.BYTES);
    bytes.put(header.encode()).put(mark.sealed(ByteBuffer.allocate(RecordHeader.BYTES), seal));
    return bytes.flip();
  }

  private void discard(@Nullable AckFile acks, @Nullable FsFile file, Path path, Path acksPath) {
    try {
      if (acks != null) acks.close();
      if (file != null) file.close();
      fs.delete(path);
      fs.delete(acksPath);
    } catch (IOException ignored) {
      // Removed before the next attempt, or found empty at the next start.
    }
  }

  /** Nothing is appended to it any more: a footer saves the next start from scanning it. */
  void seal(Segment segment) {
    segment.seal();
    try {
      // The file ends where the segment ends: by its last bytes a footer is known.
      segment.file().truncate(segment.size());
      segment.cut();
      var seal = new Seal(directory.log(), segment.baseSeq());
      var footer = SegmentFooter.encode(segment.index(), segment.endItems(), seal);
      int length = footer.remaining();
      segment.file().write(footer, segment.size());
      if (directory.options().fsync()) segment.file().force();
      segment.resized(segment.size() + length);
    } catch (IOException e) {
      segment.spoil();
      cutFooter(segment);
    }
  }

  /** No room for the footer: the segment is scanned when it is opened. */
  private static void cutFooter(Segment segment) {
    try {
      segment.file().truncate(segment.size());
    } catch (IOException ignored) {
      // A part of a footer is no record, and is passed over.
    }
  }
}
