package dev.sluice.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * YAML that is no configuration of ours: other people's lists and settings, which come while the
 * gateway runs. Within the same bounds as a configuration: 1 MiB, 50 levels.
 */
public final class PlainYaml {
  private static final int SHOWN_PROBLEMS = 3;

  private PlainYaml() {}

  /** Says what is wrong, in one line. */
  public static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1;

    private InvalidException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Texts, lists and maps; every scalar as it is written, null for nothing.
   *
   * @param name of the text, for messages
   */
  public static @Nullable Object read(String name, String text) throws InvalidException {
    return plain(root(new Source(name, text)));
  }

  private static @Nullable Node root(Source source) throws InvalidException {
    var problems = new Problems();
    problems.read(source);
    YamlDocument document = YamlDocument.read(source, 0, problems);
    if (problems.hasErrors() || !document.isComplete()) {
      throw new InvalidException(summary(problems));
    }
    return document.root();
  }

  private static @Nullable Object plain(@Nullable Node node) {
    if (node == null || node.isNull()) return null;
    if (node instanceof ScalarNode scalar) return scalar.text();
    if (node instanceof ListNode list) {
      var items = new ArrayList<@Nullable Object>();
      for (Node item : list.items()) items.add(plain(item));
      return items;
    }
    var map = new LinkedHashMap<String, @Nullable Object>();
    ((MapNode) node).entries().forEach((key, entry) -> map.put(key, plain(entry.value())));
    return map;
  }

  /**
   * A map to be read as a section whose values are texts wherever a text is wanted.
   *
   * @param owner in words, for messages
   */
  public static Section section(String name, String text, String owner) throws InvalidException {
    var source = new Source(name, text);
    Node node = root(source);
    if (!(node instanceof MapNode map)) throw new InvalidException("it is no map");
    var problems = new Problems();
    problems.read(source);
    return Section.root(new Context(problems), map, Span.whole(source), owner, "", name)
        .asWrittenOutAgain();
  }

  /** What is wrong with what was read, in one line; empty if nothing is. */
  public static String errors(Section section) {
    return section.problems().hasErrors() ? summary(section.problems()) : "";
  }

  private static String summary(Problems problems) {
    var lines = new ArrayList<String>();
    for (Problem problem : problems.sorted()) {
      if (problem.severity() != Severity.ERROR) continue;
      Span span = problem.span();
      lines.add((span == null ? "" : "line " + span.line() + ": ") + problem.message());
    }
    List<String> shown = lines.subList(0, Math.min(lines.size(), SHOWN_PROBLEMS));
    int untold = lines.size() - shown.size();
    return String.join("; ", shown) + (untold > 0 ? " (and %d more)".formatted(untold) : "");
  }
}
