package dev.sluice.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Folders of a row. */
final class Folders {
  private Folders() {}

  /** All of it, as far as it goes: the next start of the machine clears the rest. */
  static void delete(Path folder) {
    try {
      for (Path path : all(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException ignored) {
      // A process that was killed may still be writing.
    }
  }

  static List<Path> all(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths.toList();
    }
  }
}
