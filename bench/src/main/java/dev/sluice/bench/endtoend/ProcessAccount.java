package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel has written down about a process, all of its threads together. */
public final class ProcessAccount {
  /** The unit of the times in {@code /proc}, the same on all of Linux. */
  private static final long TICKS_PER_SECOND = 100;

  private final Path folder;

  public ProcessAccount(long pid) {
    this(Path.of("/proc", Long.toString(pid)));
  }

  ProcessAccount(Path folder) {
    this.folder = folder;
  }

  /** User and system time since it began, threads that have ended included. */
  double cpuSeconds() throws IOException {
    return cpuSeconds(folder.resolve("stat"));
  }

  /** The part of it that a JVM's compilers have had; 0 for what is no JVM. */
  double compilerSeconds() throws IOException {
    double sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path thread : threads) sum += compilerSeconds(thread);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return sum;
  }

  private static double compilerSeconds(Path thread) throws IOException {
    try {
      String name = Files.readString(thread.resolve("comm"));
      boolean isCompiler = name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
      return isCompiler ? cpuSeconds(thread.resolve("stat")) : 0;
    } catch (NoSuchFileException hasEnded) {
      return 0;
    }
  }

  private static double cpuSeconds(Path file) throws IOException {
    String stat = Files.readString(file);
    // The second field is the command's name in brackets; it may hold blanks and brackets itself.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return (double) ticks / TICKS_PER_SECOND;
  }

  /** The most memory it ever held at once. */
  public double peakMebibytes() throws IOException {
    return mebibytes("VmHWM:");
  }

  double residentMebibytes() throws IOException {
    return mebibytes("VmRSS:");
  }

  /** Of it, what belongs to no file: the kernel cannot take it back. */
  double anonymousMebibytes() throws IOException {
    return mebibytes("RssAnon:");
  }

  long threads() throws IOException {
    return number("Threads:");
  }

  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("fd"))) {
      return files.count();
    }
  }

  private double mebibytes(String key) throws IOException {
    return number(key) / 1024.0;
  }

  private long number(String key) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("status"))) {
      if (line.startsWith(key)) return Long.parseLong(line.replaceAll("\\D", ""));
    }
    throw new IOException("%s/status has no %s".formatted(folder, key));
  }
}
