package dev.sluice.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that is wrong with a configuration, collected so that one run shows every mistake. Used by
 * one thread at a time.
 */
public final class Problems {
  private static final int SHOWN = 20;

  /** Beyond this nobody reads them, and a hostile text must not fill the heap. */
  private static final int KEPT = 1000;

  private static final Comparator<Problem> BY_POSITION =
      Comparator.comparing((Problem p) -> p.span() == null)
          .thenComparing(p -> p.span() == null ? 0 : p.span().line())
          .thenComparing(p -> p.span() == null ? 0 : p.span().column());

  private final Set<Problem> problems = new LinkedHashSet<>();
  private final List<Source> sources = new ArrayList<>();
  private final Redaction redaction = new Redaction();
  private int beyond;

  public Problem.Builder error(ProblemCode code, String message) {
    return new Problem.Builder(this, Severity.ERROR, code, message);
  }

  public Problem.Builder warning(ProblemCode code, String message) {
    return new Problem.Builder(this, Severity.WARNING, code, message);
  }

  public Problem.Builder note(ProblemCode code, String message) {
    return new Problem.Builder(this, Severity.NOTE, code, message);
  }

  void add(Problem problem) {
    if (problems.size() < KEPT) {
      problems.add(problem);
    } else if (problem.severity() == Severity.ERROR) {
      beyond++;
    }
  }

  /** Takes back that a setting is missing, once it is known that only its name is mistyped. */
  void withdrawMissing(String path) {
    problems.removeIf(
        problem ->
            problem.code() == Code.MISSING_KEY
                && problem.details().contains(new Problem.Detail("path", path)));
  }

  /** A source that was read, in the order of the command line; for sorting and the last line. */
  void read(Source source) {
    if (!sources.contains(source)) sources.add(source);
  }

  Redaction redaction() {
    return redaction;
  }

  public boolean hasErrors() {
    return count(Severity.ERROR) > 0;
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public int count(Severity severity) {
    int counted = severity == Severity.ERROR ? beyond : 0;
    for (Problem problem : shown()) if (problem.severity() == severity) counted++;
    return counted;
  }

  /** By file in the order they were given, then by line and column; those without a place last. */
  public List<Problem> sorted() {
    return shown().stream()
        .sorted(Comparator.comparingInt(this::order).thenComparing(BY_POSITION))
        .toList();
  }

  /** A warning where an error stands already is noise. */
  private List<Problem> shown() {
    var erroneous = new HashSet<Span>();
    for (Problem problem : problems) {
      if (problem.severity() == Severity.ERROR && problem.span() != null) {
        erroneous.add(problem.span());
      }
    }
    return problems.stream()
        .filter(p -> p.severity() == Severity.ERROR || !erroneous.contains(p.span()))
        .toList();
  }

  private int order(Problem problem) {
    Span span = problem.span();
    int index = span == null ? -1 : sources.indexOf(span.source());
    return index < 0 ? Integer.MAX_VALUE : index;
  }

  /**
   * The text for a terminal or a log: at most 20 problems, each with its excerpt, then {@code 3
   * errors, 1 warning in relay.yaml}. Empty if there are none. Ends with a line break.
   */
  public String render(boolean colour) {
    List<Problem> sorted = sorted();
    if (sorted.isEmpty()) return "";
    var text = new ProblemText(redaction, colour);
    for (Problem problem : sorted.subList(0, Math.min(SHOWN, sorted.size()))) text.append(problem);
    int more = Math.max(0, sorted.size() - SHOWN) + beyond;
    if (more > 0) text.line("… and " + more + " more");
    text.line(summary());
    return text.toString();
  }

  /** {@code 3 errors, 1 warning in relay.yaml}. */
  public String summary() {
    var counts = new ArrayList<String>();
    for (Severity severity : Severity.values()) {
      int count = count(severity);
      if (count > 0) counts.add(count + " " + severity.word() + (count == 1 ? "" : "s"));
    }
    String places = sources.stream().map(Source::name).collect(Collectors.joining(", "));
    String found = counts.isEmpty() ? "no problems" : String.join(", ", counts);
    return found + (places.isEmpty() ? "" : " in " + places);
  }
}
