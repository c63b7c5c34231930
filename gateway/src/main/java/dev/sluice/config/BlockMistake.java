package dev.sluice.config;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mistakes with colons and columns: a setting that is one level off, a value with a second colon.
 */
final class BlockMistake {
  private static final Pattern VALUE =
      Pattern.compile("^(\\s*(?:- +)?[^\\s:#][^:#]*?:\\s+)(\\S.*?)\\s*$");
  private static final Pattern NO_SPACE = Pattern.compile("^\\s*([\\w.-]+):(\\S+)\\s*$");

  private final YamlTrouble trouble;
  private final EditedText text;

  BlockMistake(YamlTrouble trouble) {
    this.trouble = trouble;
    this.text = trouble.text();
  }

  boolean isMissingColon() {
    return trouble.problem().startsWith("could not find expected ':'");
  }

  boolean applies() {
    String problem = trouble.problem();
    return isMissingColon()
        || problem.startsWith("mapping values")
        || problem.contains("<block mapping start>")
        || problem.contains("'<document start>'");
  }

  void report() {
    if (isMissingColon()) {
      reportMissingColon(trouble.contextLine());
    } else if (trouble.problem().startsWith("mapping values")) {
      reportColon();
    } else {
      reportColumn();
    }
  }

  private void reportColon() {
    int line = trouble.line();
    int above = line - 1;
    while (above > 0 && text.isBlank(above)) above--;
    boolean ownColon = above > 0 && trouble.isAtFirstColon();
    boolean hasValue = VALUE.matcher(trouble.content(above)).matches();
    if (ownColon && hasValue && text.indent(line) > text.indent(above)) {
      reportTooFar(line, above);
    } else if (ownColon && !trouble.hasKey(above)) {
      reportMissingColon(above);
    } else {
      reportSecondColon(line);
    }
  }

  private void reportTooFar(int line, int above) {
    String key = trouble.key(line);
    String owner = trouble.key(above);
    int indent = text.indent(above);
    trouble
        .error(
            Code.YAML_INDENT,
            "`" + key + "` is indented as if it belonged to `" + owner + "`",
            line,
            text.indent(line) + 1,
            key.length())
        .label("too far to the right")
        .also(text.span(above, indent + 1, owner.length()), "has a value already")
        .detail("fix", indent + " spaces before `" + key + "`, as in line " + above)
        .add();
  }

  private void reportSecondColon(int line) {
    Matcher value = VALUE.matcher(trouble.content(line));
    boolean shown = value.matches() && !trouble.isSecret(line);
    trouble
        .error(Code.YAML_SYNTAX, "a second `: ` stands in one value")
        .label("would start a map inside a text")
        .detail(
            "fix", shown ? value.group(1).strip() + " '" + value.group(2) + "'" : "quote the value")
        .add();
  }

  private void reportMissingColon(int line) {
    Matcher noSpace = NO_SPACE.matcher(trouble.content(line));
    boolean secret = trouble.isSecret(line);
    String word = trouble.content(line).strip();
    Problem.Builder problem =
        trouble.error(
            Code.YAML_SYNTAX,
            (secret ? "this line" : "`" + ProblemText.cut(word, 60) + "`") + " is no setting",
            line,
            text.indent(line) + 1,
            word.codePointCount(0, word.length()));
    if (noSpace.matches()) {
      problem
          .label("a space is missing after the `:`")
          .detail("fix", noSpace.group(1) + ": " + (secret ? "…" : noSpace.group(2)));
    } else {
      problem.label("no `:` after it").detail("fix", secret ? "" : word + ": …");
    }
    problem.add();
  }

  private void reportColumn() {
    int line = trouble.line();
    int indent = text.indent(line);
    NavigableSet<Integer> columns = columnsAbove(line);
    Integer less = columns.lower(indent);
    Integer more = columns.higher(indent);
    String fix = less == null ? "" : less + " spaces";
    if (more != null) fix = fix.isEmpty() ? more + " spaces" : fix + " or " + more;
    String key = trouble.key(line);
    trouble
        .error(
            Code.YAML_INDENT,
            "`" + key + "` is indented by " + indent + " spaces, which no line around it is",
            line,
            indent + 1,
            key.length())
        .label("belongs to nothing above")
        .detail("fix", fix.isEmpty() ? "" : fix + " before `" + key + "`")
        .add();
  }

  /** The columns of the line above and of all that it belongs to. */
  private NavigableSet<Integer> columnsAbove(int line) {
    var columns = new TreeSet<Integer>();
    int above = line - 1;
    while (above > 0 && text.isBlank(above)) above--;
    for (; above > 0; above = text.parent(above)) columns.add(text.indent(above));
    return columns;
  }
}
