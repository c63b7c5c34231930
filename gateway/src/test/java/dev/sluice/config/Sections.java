package dev.sluice.config;

import java.util.Map;

/** Sections out of YAML texts, for the tests of components. */
public final class Sections {
  private Sections() {}

  /** The text as the settings of a component; what is wrong with it is in its problems. */
  public static Section parse(String yaml) {
    var problems = new Problems();
    var source = new Source("test.yaml", yaml);
    problems.read(source);
    Node node = YamlDocument.read(source, 0, problems).root();
    Span start = Span.whole(source);
    MapNode map = node instanceof MapNode given ? given : new MapNode(start, Map.of());
    return Section.root(new Context(problems), map, start, "component `test`", "test", "test");
  }

  public static Section empty() {
    return parse("");
  }

  /** All problems of a section, unknown keys included, as an operator would see them. */
  public static String problems(Section section) {
    section.finish();
    return section.problems().render(false);
  }
}
