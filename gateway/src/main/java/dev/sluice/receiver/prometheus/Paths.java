package dev.sluice.receiver.prometheus;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Patterns of files: anything may stand for a part of the name, not of the directory. */
final class Paths {
  private static final int MAX_FILES = 1000;

  private Paths() {}

  /**
   * Sorted. A name without wildcards is there whether the file is or not, so that somebody notices.
   */
  static List<String> matching(String pattern) {
    int slash = pattern.lastIndexOf('/');
    String name = pattern.substring(slash + 1);
    if (!name.contains("*") && !name.contains("?") && !name.contains("[")) {
      return List.of(pattern);
    }
    var found = new TreeSet<String>();
    String directory = slash < 0 ? "." : slash == 0 ? "/" : pattern.substring(0, slash);
    String glob = name.replace("{", "\\{").replace("}", "\\}");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory), glob)) {
      for (Path file : files) {
        if (found.size() == MAX_FILES) break;
        if (Files.isRegularFile(file)) found.add(file.toString());
      }
    } catch (IOException | DirectoryIteratorException | InvalidPathException ignored) {
      // As in Prometheus a pattern may match nothing.
    }
    return List.copyOf(found);
  }
}
