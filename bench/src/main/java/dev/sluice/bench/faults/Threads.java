package dev.sluice.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many threads a process has. */
final class Threads {
  private Threads() {}

  static long of(long pid) throws IOException {
    try (var tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return tasks.count();
    }
  }
}
