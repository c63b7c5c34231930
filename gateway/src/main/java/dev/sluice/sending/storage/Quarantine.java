package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Copies of damaged stretches, for whoever wants to know what they were. Bounded; where there is no
 * room nothing is copied, and nothing waits for it.
 *
 * <pre>corrupt-(segment)-(offset).bin</pre>
 */
final class Quarantine {
  static final String PREFIX = "corrupt-";

  private static final long MAX_BYTES = 64L << 20;
  private static final int CHUNK = 256 << 10;

  private final Fs fs;
  private final Path directory;
  private long copied;

  Quarantine(Fs fs, Path directory) {
    this.fs = fs;
    this.directory = directory;
  }

  void copy(Path from, FsFile file, long start, long end) {
    if (copied + end - start > MAX_BYTES) return;
    String segment = from.getFileName().toString().replace(LogFiles.SEGMENT, "");
    Path target = directory.resolve(PREFIX + "%s-%d.bin".formatted(segment, start));
    try (FsFile out = fs.create(target)) {
      var chunk = ByteBuffer.allocate(CHUNK);
      for (long at = start; at < end; at += chunk.limit()) {
        chunk.clear().limit((int) Math.min(CHUNK, end - at));
        int length = file.read(chunk, at);
        if (length == 0) return;
        out.write(chunk.flip(), at - start);
      }
      copied += end - start;
    } catch (IOException ignored) {
      // It was copied by an earlier start, or there is no room: the log does not need the copy.
    }
  }
}
