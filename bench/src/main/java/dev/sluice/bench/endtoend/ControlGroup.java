package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group with a share of one processor and a bound on memory, as a container has: of
 * version 2 where the kernel's controllers are there, else of version 1.
 */
final class ControlGroup implements AutoCloseable {
  private static final String PROCS = "cgroup.procs";
  private static final int PERIOD_MICROS = 100_000;
  private static final String NAME = "sluice-bench-" + ProcessHandle.current().pid();

  /** The same folder twice in version 2. */
  private final Path cpu;

  private final Path memory;
  private final boolean isTwo;

  private ControlGroup(Path cpu, Path memory, boolean isTwo) {
    this.cpu = cpu;
    this.memory = memory;
    this.isTwo = isTwo;
  }

  /**
   * Makes it.
   *
   * @param root where control groups are mounted
   * @param millicores thousandths of a processor
   * @throws IOException if this process may not
   */
  static ControlGroup create(Path root, int millicores, int mebibytes) throws IOException {
    boolean isTwo = Files.exists(root.resolve("cgroup.controllers"));
    String quota = Long.toString((long) PERIOD_MICROS * millicores / 1000);
    String bytes = Long.toString((long) mebibytes << 20);
    if (isTwo) {
      Files.writeString(root.resolve("cgroup.subtree_control"), "+cpu +memory");
      Path group = Files.createDirectories(root.resolve(NAME));
      Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
      Files.writeString(group.resolve("memory.max"), bytes);
      return new ControlGroup(group, group, true);
    }
    Path cpu = Files.createDirectories(root.resolve("cpu").resolve(NAME));
    Path memory = Files.createDirectories(root.resolve("memory").resolve(NAME));
    Files.writeString(cpu.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
    Files.writeString(cpu.resolve("cpu.cfs_quota_us"), quota);
    Files.writeString(memory.resolve("memory.limit_in_bytes"), bytes);
    return new ControlGroup(cpu, memory, false);
  }

  /** What is to stand before a command, so that it runs in here. */
  List<String> entering() {
    String enter = "echo $$ > '%s' && echo $$ > '%s' && exec \"$@\"";
    return List.of(
        "/bin/sh", "-c", enter.formatted(cpu.resolve(PROCS), memory.resolve(PROCS)), "sh");
  }

  /** The most memory that was charged at once, pages of files included. */
  double peakMebibytes() throws IOException {
    String file = isTwo ? "memory.peak" : "memory.max_usage_in_bytes";
    return Long.parseLong(Files.readString(memory.resolve(file)).trim()) / (double) (1 << 20);
  }

  /** How often the kernel ended a process in here for want of memory. */
  long kills() throws IOException {
    return number(memory.resolve(isTwo ? "memory.events" : "memory.oom_control"), "oom_kill");
  }

  /** In how many periods of a tenth of a second the share was used up. */
  long throttled() throws IOException {
    return number(cpu.resolve("cpu.stat"), "nr_throttled");
  }

  private static long number(Path file, String key) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(key + " ")) return Long.parseLong(line.substring(key.length() + 1));
    }
    return 0;
  }

  /** For when nothing runs in it any more. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(memory);
    Files.deleteIfExists(cpu);
  }
}
