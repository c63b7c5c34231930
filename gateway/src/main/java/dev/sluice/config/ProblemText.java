package dev.sluice.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes problems for people: what, where with an excerpt, and what to do. */
final class ProblemText {
  private static final int WIDTH = 100;
  private static final int LABEL_WIDTH = 60;

  private final StringBuilder out = new StringBuilder();
  private final Redaction redaction;
  private final boolean colour;

  ProblemText(Redaction redaction, boolean colour) {
    this.redaction = redaction;
    this.colour = colour;
  }

  void line(String text) {
    out.append(text).append('\n');
  }

  void append(Problem problem) {
    String word = problem.severity().word() + "[" + problem.code().id() + "]";
    line(painted(problem.severity(), word) + ": " + MaskedLine.printable(problem.message()));
    Span span = problem.span();
    int gutter = 2;
    if (span != null) {
      SortedSet<Integer> numbers = shownLines(problem, span);
      gutter = numbers.isEmpty() ? 2 : Math.max(2, String.valueOf(numbers.last()).length());
      line(" ".repeat(gutter) + "--> " + MaskedLine.printable(span.toString()));
      if (!numbers.isEmpty()) excerpt(problem, span, numbers, gutter);
    }
    details(problem, span, gutter);
    line("");
  }

  private SortedSet<Integer> shownLines(Problem problem, Span span) {
    var numbers = new TreeSet<Integer>();
    Source source = span.source();
    if (!redaction.canShow(source, span.line())) return numbers;
    numbers.add(span.line());
    int parent = redaction.parent(source, span.line());
    if (redaction.canShow(source, parent)) numbers.add(parent);
    if (parent > 0 && parent == span.line() - 2 && redaction.canShow(source, parent + 1))
      numbers.add(parent + 1);
    for (Problem.Labelled other : problem.others()) {
      boolean here = other.span().source().equals(source);
      if (here && redaction.canShow(source, other.span().line())) numbers.add(other.span().line());
    }
    return numbers;
  }

  private void excerpt(Problem problem, Span span, SortedSet<Integer> numbers, int gutter) {
    String bar = " ".repeat(gutter + 1) + "|";
    line(bar);
    int last = 0;
    for (int number : numbers) {
      if (last > 0 && number > last + 1) line("...");
      last = number;
      MaskedLine masked = redaction.line(span.source(), number);
      int from = number == span.line() ? windowStart(masked, span) : 0;
      String shown = window(masked.text(), from);
      String head = " ".repeat(gutter - String.valueOf(number).length()) + number + " |";
      line((head + " " + shown).stripTrailing());
      for (Marker marker : markers(problem, span, number)) {
        mark(problem, masked, marker, from, bar);
      }
    }
    if (hasDetails(problem, span)) line(bar);
  }

  private static boolean hasDetails(Problem problem, Span span) {
    return !problem.details().isEmpty()
        || problem.others().stream()
            .anyMatch(other -> !other.span().source().equals(span.source()));
  }

  private record Marker(Span span, char with, String label) {}

  /**
   * The markers of one line, from the right to the left would cross; so one line each, in order.
   */
  private static List<Marker> markers(Problem problem, Span span, int number) {
    var markers = new ArrayList<Marker>();
    if (span.line() == number) markers.add(new Marker(span, '^', problem.label()));
    for (Problem.Labelled other : problem.others()) {
      if (other.span().source().equals(span.source()) && other.span().line() == number) {
        markers.add(new Marker(other.span(), '-', other.label()));
      }
    }
    markers.sort(Comparator.comparingInt((Marker marker) -> marker.span.column()));
    return markers;
  }

  private void mark(Problem problem, MaskedLine line, Marker marker, int from, String bar) {
    int start = line.column(marker.span.column() - 1) - from;
    int end = line.column(marker.span.column() - 1 + Math.max(1, marker.span.length())) - from;
    int room = WIDTH - bar.length() - 1;
    if (from > 0) {
      start += 1;
      end += 1;
    }
    if (start >= room) return;
    int length = Math.max(1, Math.min(end, room) - start);
    String carets = String.valueOf(marker.with).repeat(length);
    String label = cut(MaskedLine.printable(marker.label), LABEL_WIDTH);
    int labelLength = label.codePointCount(0, label.length());
    String before = bar + " " + " ".repeat(Math.max(0, start));
    if (label.isEmpty() || start + length + 1 + labelLength <= room) {
      line(before + painted(problem, marker, (carets + " " + label).stripTrailing()));
      return;
    }
    line(before + painted(problem, marker, carets));
    int indent = Math.max(0, Math.min(start, room - labelLength));
    line(bar + " " + " ".repeat(indent) + painted(problem, marker, label));
  }

  private String painted(Problem problem, Marker marker, String text) {
    return marker.with == '^' ? painted(problem.severity(), text) : text;
  }

  /** Where to begin showing a line that is too long, so that the marked piece is seen. */
  private static int windowStart(MaskedLine line, Span span) {
    int length = line.text().codePointCount(0, line.text().length());
    int end = line.column(span.column() - 1 + span.length());
    if (length <= WIDTH - 8 || end <= WIDTH - 20) return 0;
    return Math.max(0, line.column(span.column() - 1) - 30);
  }

  private static String window(String text, int from) {
    int[] codePoints = text.codePoints().toArray();
    int room = WIDTH - 8;
    int to = Math.min(codePoints.length, from + room);
    if (from >= to) return "";
    String piece = new String(codePoints, from, to - from);
    return (from > 0 ? "…" : "") + piece + (to < codePoints.length ? "…" : "");
  }

  private void details(Problem problem, @Nullable Span span, int gutter) {
    var details = new ArrayList<>(problem.details());
    for (Problem.Labelled other : problem.others()) {
      if (span == null || !other.span().source().equals(span.source())) {
        details.add(new Problem.Detail("see", other.span() + " (" + other.label() + ")"));
      }
    }
    int width = 0;
    for (Problem.Detail detail : details) {
      if (!isSentence(detail)) width = Math.max(width, detail.name().length());
    }
    for (Problem.Detail detail : details) {
      String head = " ".repeat(gutter + 1) + "= ";
      if (isSentence(detail)) {
        line(head + detail.name() + " " + MaskedLine.printable(detail.text()) + "?");
      } else {
        String name = detail.name() + ":" + " ".repeat(width - detail.name().length() + 1);
        wrapped(head + name, MaskedLine.printable(detail.text()));
      }
    }
  }

  private static boolean isSentence(Problem.Detail detail) {
    return detail.name().equals("did you mean");
  }

  /** Breaks after commas, else after spaces; goes on below where the text began. */
  private void wrapped(String head, String text) {
    String indent = " ".repeat(head.length());
    int room = Math.max(20, WIDTH - head.length());
    String rest = text;
    String before = head;
    while (rest.length() > room) {
      int at = rest.lastIndexOf(", ", room - 1);
      at = at > room / 2 ? at + 1 : rest.lastIndexOf(' ', room);
      if (at <= 0) break;
      line(before + rest.substring(0, at).stripTrailing());
      rest = rest.substring(at).stripLeading();
      before = indent;
    }
    line(before + rest);
  }

  static String cut(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) return text;
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  private String painted(Severity severity, String text) {
    if (!colour) return text;
    String code =
        switch (severity) {
          case ERROR -> "1;31";
          case WARNING -> "1;33";
          case NOTE -> "1;36";
        };
    return "\033[" + code + "m" + text + "\033[0m";
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
