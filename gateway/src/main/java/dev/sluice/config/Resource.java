package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table that lies beside the classes: one row a line, cells separated by bars. */
final class Resource {
  private Resource() {}

  /** The rows, without comments and empty lines; cells are stripped and at least {@code cells}. */
  static List<List<String>> rows(String name, int cells) {
    try (InputStream in = Resource.class.getResourceAsStream(name)) {
      if (in == null) throw new IllegalStateException("the jar lacks " + name);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> cells(line, cells))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line, int count) {
    String[] parts = line.split("\\|", count);
    var cells = new java.util.ArrayList<String>();
    for (int i = 0; i < count; i++) cells.add(i < parts.length ? parts[i].strip() : "");
    return cells;
  }
}
