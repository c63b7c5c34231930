package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who runs on which processor, where {@code taskset} is there to say so. */
final class Processors {
  private Processors() {}

  /**
   * Moves this process, which is client and backend, to the processor behind those of the gateway,
   * or to the last one if there is none.
   *
   * @return what pins a command to the first {@code cores} processors; empty where nothing can
   */
  static List<String> pin(int cores) throws IOException, InterruptedException {
    int last = count() - 1;
    Optional<Path> taskset = onPath("taskset");
    if (taskset.isEmpty() || last < 1) return List.of();
    String pid = Long.toString(ProcessHandle.current().pid());
    String ours = Integer.toString(Math.min(cores, last));
    new ProcessBuilder(taskset.get().toString(), "-a", "-p", "-c", ours, pid)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return List.of(taskset.get().toString(), "-c", "0-" + (cores - 1));
  }

  /** Whether gateway and clients share a processor if the gateway has so many. */
  static boolean shared(int cores) {
    return cores >= count();
  }

  /** Of the machine, whatever this process has been pinned to. */
  private static int count() throws IllegalStateException {
    try {
      return (int)
          Files.readAllLines(Path.of("/proc/stat")).stream()
              .filter(line -> line.matches("cpu\\d+ .*"))
              .count();
    } catch (IOException e) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  private static Optional<Path> onPath(String command) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      Path file = Path.of(folder, command);
      if (Files.isExecutable(file)) return Optional.of(file);
    }
    return Optional.empty();
  }
}
