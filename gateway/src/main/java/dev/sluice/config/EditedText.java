package dev.sluice.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A source as it is given to the parser: after a mistake was reported, pieces are put in or lines
 * emptied so that the rest can be read. Every place still leads back to the source.
 */
final class EditedText {
  /** How many columns, counted from the given one on, a line has more than the source's. */
  private record Insertion(int column, int columns) {}

  private final Source source;
  private final List<String> lines;
  private final Map<Integer, List<Insertion>> insertions = new HashMap<>();

  /**
   * @param from where in the source the text starts, on its first line
   */
  EditedText(Source source, int from) {
    this.source = source;
    this.lines = new ArrayList<>(source.text().substring(from).lines().toList());
    if (from > 0) put(1, new Insertion(1, -source.text().codePointCount(0, from)));
  }

  Source source() {
    return source;
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  int lineCount() {
    return lines.size();
  }

  /** The line (from 1), empty beyond the end. */
  String line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
  }

  /** Where a piece of this text (line and column from 1) is in the source. */
  Span span(int line, int column, int length) {
    int start = original(line, column);
    return new Span(source, line, start, Math.max(1, original(line, column + length) - start));
  }

  private int original(int line, int column) {
    int original = column;
    List<Insertion> onLine = insertions.getOrDefault(line, List.of());
    for (int i = onLine.size() - 1; i >= 0; i--) {
      Insertion insertion = onLine.get(i);
      int beyond = original - insertion.column;
      if (beyond >= 0) original -= Math.min(insertion.columns, beyond);
    }
    return Math.max(1, original);
  }

  /** Puts a text in before the column (from 1, in code points). */
  void insert(int line, int column, String text) {
    String old = line(line);
    int at = old.offsetByCodePoints(0, column - 1);
    lines.set(line - 1, old.substring(0, at) + text + old.substring(at));
    put(line, new Insertion(column, text.codePointCount(0, text.length())));
  }

  private void put(int line, Insertion insertion) {
    insertions.computeIfAbsent(line, l -> new ArrayList<>()).add(insertion);
  }

  void empty(int line) {
    lines.set(line - 1, "");
  }

  boolean isBlank(int line) {
    String text = line(line).stripLeading();
    return text.isEmpty() || text.startsWith("#");
  }

  /** Spaces before the line's text. */
  int indent(int line) {
    return Redaction.indent(line(line));
  }

  /** The nearest line above with less indentation, 0 if there is none. */
  int parent(int line) {
    for (int above = line - 1; above > 0; above--) {
      if (!isBlank(above) && indent(above) < indent(line)) return above;
    }
    return 0;
  }

  /** The last line that belongs to what begins on this one. */
  int lastOf(int first) {
    int last = first;
    for (int line = first + 1; line <= lines.size(); line++) {
      if (isBlank(line)) continue;
      if (indent(line) <= indent(first)) break;
      last = line;
    }
    return last;
  }
}
