package dev.sluice.cli;

import dev.sluice.sending.StoredQueue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory that a {@code queue} command is given. */
final class QueueDirectory {
  private QueueDirectory() {}

  /** What is in it; null: it is no directory, which was said. */
  static @Nullable List<StoredQueue> read(String written, PrintStream err) throws IOException {
    Path directory;
    try {
      directory = Path.of(written);
    } catch (InvalidPathException e) {
      err.printf("error: %s: is no path%n", written);
      return null;
    }
    if (!Files.isDirectory(directory)) {
      err.printf("error: %s: is no directory%n", written);
      return null;
    }
    List<StoredQueue> found = StoredQueue.in(directory);
    if (found.isEmpty()) {
      err.printf("%s: no queue is here; `directory` of file_storage is what to name%n", written);
    }
    return found;
  }
}
