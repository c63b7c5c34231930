package dev.sluice.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The variables that have no value: one warning each, however often they are used. */
final class UnsetVariables {
  private static final int PLACES_SHOWN = 5;
  private static final int NAMES_PLACED = 100;

  private record Use(Span span, String path) {}

  private final Problems problems;
  private final Map<String, List<Use>> uses = new LinkedHashMap<>();

  UnsetVariables(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param expression as it is written
   */
  void add(String name, String expression, Span value, String path) {
    List<Use> places = uses.computeIfAbsent(name, n -> new ArrayList<>());
    // To look for the exact place takes time, and nobody reads that many.
    boolean exact = places.size() <= PLACES_SHOWN && uses.size() <= NAMES_PLACED;
    Span span = exact ? problems.redaction().find(value, expression) : value;
    places.add(new Use(span, path));
  }

  void report() {
    uses.forEach(this::report);
  }

  private static String place(Span span, Span first) {
    boolean same = span.source().equals(first.source());
    return same ? span.line() + ":" + span.column() : span.toString();
  }

  private void report(String name, List<Use> places) {
    Use first = places.get(0);
    String also =
        places.stream()
            .skip(1)
            .limit(PLACES_SHOWN)
            .map(use -> place(use.span(), first.span()))
            .collect(Collectors.joining(", "));
    int more = places.size() - 1 - PLACES_SHOWN;
    boolean placeholder = name.equals(name.toLowerCase(Locale.ROOT));
    problems
        .warning(Code.UNSET_VARIABLE, "environment variable " + name + " is not set")
        .at(first.span())
        .label("is replaced by nothing")
        .detail("path", first.path())
        .detail("also at", more > 0 ? also + " and " + more + " more" : also)
        .detail("fix", "set " + name + " in the environment of this process")
        .detail("or", "${env:" + name + ":-default} or ${env:" + name + ":?why it is needed}")
        .detail(
            "note",
            placeholder ? "if a template should have replaced it, write the value itself here" : "")
        .add();
  }
}
