package dev.sluice.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing to tell the operator about the configuration.
 *
 * @param message one sentence in the present tense, without a full stop
 * @param span where; null if there is no place
 * @param label what is wrong just there, at most 40 characters
 * @param others the other half of a contradiction, an earlier declaration
 * @param details named lines: path, found, expected, allowed, did you mean, fix
 */
public record Problem(
    Severity severity,
    ProblemCode code,
    String message,
    @Nullable Span span,
    String label,
    List<Labelled> others,
    List<Detail> details) {

  /** A second place that belongs to the problem. */
  public record Labelled(Span span, String label) {}

  /** A line below the excerpt: {@code = name: text}. */
  public record Detail(String name, String text) {}

  /** Collects the parts; nothing is reported before {@link #add}. */
  public static final class Builder {
    private final Problems problems;
    private final Severity severity;
    private final ProblemCode code;
    private final String message;
    private final List<Labelled> others = new ArrayList<>();
    private final List<Detail> details = new ArrayList<>();
    private @Nullable Span span;
    private String label = "";

    Builder(Problems problems, Severity severity, ProblemCode code, String message) {
      this.problems = problems;
      this.severity = severity;
      this.code = code;
      this.message = message;
    }

    @CanIgnoreReturnValue
    public Builder at(@Nullable Span where) {
      span = where;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder label(String text) {
      label = text;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder also(Span where, String text) {
      others.add(new Labelled(where, text));
      return this;
    }

    /** An empty text adds nothing. */
    @CanIgnoreReturnValue
    public Builder detail(String name, String text) {
      if (!text.isEmpty()) details.add(new Detail(name, text));
      return this;
    }

    /** Lines of the form {@code name: text}; a line without a name is a note. */
    @CanIgnoreReturnValue
    public Builder details(String... lines) {
      for (String line : lines) {
        int colon = line.indexOf(": ");
        if (colon > 0 && colon <= 14) {
          detail(line.substring(0, colon), line.substring(colon + 2).strip());
        } else {
          detail("note", line);
        }
      }
      return this;
    }

    public void add() {
      problems.add(
          new Problem(
              severity, code, message, span, label, List.copyOf(others), List.copyOf(details)));
    }
  }
}
