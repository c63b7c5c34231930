package dev.sluice.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What the parser said, and where: the place where it stopped, and the one where the thing began
 * that it was reading. Lines and columns count from 1.
 */
record YamlTrouble(
    EditedText text,
    Problems problems,
    String context,
    String problem,
    int line,
    int column,
    int contextLine,
    int contextColumn) {

  private static final Pattern KEY =
      Pattern.compile("^\\s*(?:- +)?([^\\s:#][^:#]*?)\\s*:(?=\\s|$)");

  /** Patterns look at no more of a line: some of them take the square of its length. */
  private static final int LOOKED_AT = 1000;

  static YamlTrouble of(EditedText text, Problems problems, MarkedYamlEngineException e) {
    Optional<Mark> at = e.getProblemMark();
    Optional<Mark> from = e.getContextMark();
    int line = at.map(mark -> mark.getLine() + 1).orElse(1);
    int column = at.map(mark -> mark.getColumn() + 1).orElse(1);
    return new YamlTrouble(
        text,
        problems,
        e.getContext() == null ? "" : e.getContext(),
        e.getProblem() == null ? "" : e.getProblem(),
        line,
        column,
        from.map(mark -> mark.getLine() + 1).orElse(line),
        from.map(mark -> mark.getColumn() + 1).orElse(column));
  }

  /** The beginning of a line, for patterns. */
  String content(int number) {
    String content = text.line(number);
    return content.length() > LOOKED_AT ? content.substring(0, LOOKED_AT) : content;
  }

  /** The rest of a line from a column on. */
  String rest(int number, int from) {
    String content = content(number);
    return content.substring(offset(content, from));
  }

  static int offset(String content, int column) {
    int points = content.codePointCount(0, content.length());
    return content.offsetByCodePoints(0, Math.max(0, Math.min(column - 1, points)));
  }

  /** The key that a line begins with, else its text. */
  String key(int number) {
    Matcher key = KEY.matcher(content(number));
    return key.find() ? key.group(1) : content(number).strip();
  }

  boolean hasKey(int number) {
    return KEY.matcher(content(number)).find();
  }

  /** Whether the parser stopped at the colon of the line's own key. */
  boolean isAtFirstColon() {
    Matcher key = KEY.matcher(content(line));
    return key.find() && content(line).codePointCount(0, key.end()) == column;
  }

  /** Whether a line has something that must not be quoted in a message. */
  boolean isSecret(int number) {
    Span span = text.span(number, 1, 1);
    return problems.redaction().hides(span.source(), span.line());
  }

  Problem.Builder error(Code code, String message, int atLine, int atColumn, int length) {
    return problems.error(code, message).at(text.span(atLine, atColumn, Math.max(1, length)));
  }

  /** An error at the place where the parser stopped. */
  Problem.Builder error(Code code, String message) {
    return error(code, message, line, column, 1);
  }
}
