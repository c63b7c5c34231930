package dev.sluice.config;

import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Says in an operator's words what the YAML parser found, at the place where it was caused rather
 * than where the parser noticed; and mends it where there is no doubt.
 */
final class YamlMistake {
  private static final Pattern KEY =
      Pattern.compile("^\\s*(?:- +)?([^\\s:#][^:#]*?)\\s*:(?=\\s|$)");
  private static final Pattern ITEM_WITH_KEY = Pattern.compile("^\\s*-( +)[^\\s#].*?:(\\s.*)?$");
  private static final Pattern VALUE =
      Pattern.compile("^(\\s*(?:- +)?[^\\s:#][^:#]*?:\\s+)(\\S.*?)\\s*$");
  private static final Pattern NO_SPACE = Pattern.compile("^\\s*([\\w.-]+):(\\S+)\\s*$");
  private static final Pattern CONFLICT = Pattern.compile("(<<<<<<<|=======|>>>>>>>)( .*)?");
  private static final int NAMES_SHOWN = 3;

  private final EditedText text;
  private final Problems problems;
  private final String context;
  private final String problem;
  private final int line;
  private final int column;
  private final int contextLine;
  private final int contextColumn;

  YamlMistake(EditedText text, Problems problems, MarkedYamlEngineException e) {
    this.text = text;
    this.problems = problems;
    this.context = e.getContext() == null ? "" : e.getContext();
    this.problem = e.getProblem() == null ? "" : e.getProblem();
    Optional<Mark> at = e.getProblemMark();
    Optional<Mark> from = e.getContextMark();
    this.line = at.map(mark -> mark.getLine() + 1).orElse(1);
    this.column = at.map(mark -> mark.getColumn() + 1).orElse(1);
    this.contextLine = from.map(mark -> mark.getLine() + 1).orElse(line);
    this.contextColumn = from.map(mark -> mark.getColumn() + 1).orElse(column);
  }

  /** The line to leave out if it cannot be mended. */
  int line() {
    return isOpenQuote() || isMissingColon() || isAtEnd() ? contextLine : line;
  }

  private boolean isAtEnd() {
    return problem.contains("<stream end>");
  }

  // ---- what it is ----

  void report() {
    if (isConflict()) {
      reportConflict();
    } else if (problem.contains("TAB")) {
      error(Code.YAML_INDENT, "a tab stands where spaces indent", line, column, 1)
          .label("a tab")
          .detail("fix", "indent with spaces; YAML allows no tabs there")
          .add();
    } else if (isOpenQuote()) {
      error(Code.YAML_SYNTAX, "a quote is never closed", contextLine, contextColumn, 1)
          .label("opens here")
          .detail("fix", "put " + quoteAtContext() + " at the end of the value")
          .add();
    } else if (isKeyBesideItem()) {
      reportKeyBesideItem();
    } else if (isExpressionInFlow()) {
      reportExpressionInFlow();
    } else if (context.contains("flow")) {
      reportFlow();
    } else if (problem.startsWith("mapping values")) {
      reportSecondColon();
    } else if (problem.contains("<block mapping start>")
        || problem.contains("'<document start>'")) {
      reportIndent();
    } else {
      reportOthers(text.line(line));
    }
  }

  // ---- two versions of the file ----

  boolean isConflict() {
    return isMarker(line) || isMarker(contextLine);
  }

  private boolean isMarker(int number) {
    return CONFLICT.matcher(text.line(number)).matches();
  }

  private void reportConflict() {
    int first = 1;
    while (!isMarker(first)) first++;
    String marker = text.line(first);
    error(Code.YAML_SYNTAX, "a merge conflict was left in the file", first, 1, marker.length())
        .label("from version control")
        .detail("fix", "decide for one of the two versions and remove the markers")
        .add();
  }

  /** Leaves the first version of each conflict. */
  private void takeFirstVersions() {
    boolean inSecond = false;
    for (int number = 1; number <= text.lineCount(); number++) {
      boolean marker = isMarker(number);
      if (marker) inSecond = text.line(number).startsWith("=");
      if (marker || inSecond) text.empty(number);
    }
  }

  private boolean isOpenQuote() {
    return context.contains("quoted scalar") && problem.contains("end of stream");
  }

  private boolean isMissingColon() {
    return problem.startsWith("could not find expected ':'");
  }

  private String quoteAtContext() {
    return text.line(contextLine).startsWith("'", contextColumn - 1) ? "'" : "\"";
  }

  // ---- a key in the column of the dash of a list item ----

  private boolean isKeyBesideItem() {
    return context.contains("block collection")
        && problem.contains("found '?'")
        && contextColumn == column
        && itemLine() > 0;
  }

  /** The item that the key was meant to be in; 0 if that item is no map. */
  private int itemLine() {
    for (int above = line - 1; above > 0; above--) {
      if (text.isBlank(above) || text.indent(above) >= column) continue;
      boolean isMap = ITEM_WITH_KEY.matcher(text.line(above)).matches();
      return text.indent(above) == column - 1 && isMap ? above : 0;
    }
    return 0;
  }

  private int columnsOff() {
    Matcher item = ITEM_WITH_KEY.matcher(text.line(itemLine()));
    return item.matches() ? 1 + item.group(1).length() : 2;
  }

  /** The last line that is as far off as the first. */
  private int lastOff() {
    int last = line;
    for (int below = line + 1; below <= text.lineCount(); below++) {
      if (text.isBlank(below)) continue;
      boolean nextItem =
          text.indent(below) == column - 1 && text.line(below).stripLeading().startsWith("-");
      if (text.indent(below) < column - 1 || nextItem) break;
      last = below;
    }
    return last;
  }

  private void reportKeyBesideItem() {
    String key = keyAt(line);
    var others = new TreeSet<String>();
    for (int below = line + 1; below <= lastOff(); below++) {
      if (!text.isBlank(below) && text.indent(below) == column - 1) others.add(keyAt(below));
    }
    int item = itemLine();
    String also =
        others.isEmpty()
            ? ""
            : ", and so are "
                + String.join(
                    ", ", others.stream().limit(NAMES_SHOWN).map(k -> "`" + k + "`").toList())
                + (others.size() > NAMES_SHOWN ? ", …" : "");
    String lines = lastOff() == line ? "line " + line : "lines " + line + "-" + lastOff();
    error(
            Code.YAML_INDENT,
            "`" + key + "` stands beside the list item `- " + keyAt(item) + "`, not inside it",
            line,
            column,
            key.length())
        .label("one level off" + also)
        .also(text.span(item, column, 1), "the item's settings start below `" + keyAt(item) + "`")
        .detail("fix", "indent " + lines + " by " + columnsOff() + " more spaces")
        .add();
  }

  private String keyAt(int number) {
    Matcher key = KEY.matcher(text.line(number));
    return key.find() ? key.group(1) : text.line(number).strip();
  }

  // ---- inside { } and [ ] ----

  private boolean isExpressionInFlow() {
    String content = text.line(line);
    int at = offset(content, column);
    return context.contains("flow")
        && problem.contains("but got {")
        && at > 0
        && content.charAt(at - 1) == '$';
  }

  /** The word around the expression: from the separator before it to the one after it. */
  private int[] flowWord() {
    String content = text.line(line);
    int start = offset(content, column) - 1;
    while (start > 0 && ",[{ \t".indexOf(content.charAt(start - 1)) < 0) start--;
    int end = offset(content, column);
    int open = 0;
    while (end < content.length()) {
      char c = content.charAt(end);
      if (c == '{') open++;
      if (c == '}' && --open < 0) break;
      if (open == 0 && (c == ',' || c == ']' || c == ' ')) break;
      end++;
    }
    return new int[] {start, end};
  }

  private void reportExpressionInFlow() {
    String content = text.line(line);
    int[] word = flowWord();
    String written = content.substring(word[0], word[1]);
    int at = content.codePointCount(0, word[0]) + 1;
    error(
            Code.YAML_SYNTAX,
            "`" + written + "` must be quoted between braces or brackets",
            line,
            at,
            written.codePointCount(0, written.length()))
        .label("`{` starts a map here")
        .detail("fix", "\"" + written + "\"")
        .add();
  }

  private void reportFlow() {
    boolean list = context.contains("sequence");
    String open = list ? "[" : "{";
    String close = list ? "]" : "}";
    Problem.Builder builder;
    if (isAtEnd() || line > contextLine) {
      builder =
          error(Code.YAML_SYNTAX, "`" + open + "` is not closed", contextLine, contextColumn, 1)
              .label("opens here");
      if (line <= text.lineCount() && !text.isBlank(line)) {
        builder.also(text.span(line, column, 1), "what stands here does not continue it");
      }
    } else {
      builder =
          error(Code.YAML_SYNTAX, "a `,` or `" + close + "` is expected", line, column, 1)
              .label("this does not continue it")
              .also(text.span(contextLine, contextColumn, 1), "opens here");
    }
    builder.detail("fix", "close it with `" + close + "`, or quote the value").add();
  }

  // ---- block maps ----

  private void reportSecondColon() {
    Matcher value = VALUE.matcher(text.line(line));
    int above = line - 1;
    while (above > 0 && text.isBlank(above)) above--;
    boolean deeper = above > 0 && text.indent(line) > text.indent(above);
    Matcher before = VALUE.matcher(text.line(above));
    if (deeper && before.matches() && KEY.matcher(text.line(line)).find() && isFirstColon()) {
      String key = keyAt(line);
      int keyColumn = text.indent(line) + 1;
      error(
              Code.YAML_INDENT,
              "`" + key + "` is indented as if it belonged to `" + keyAt(above) + "`",
              line,
              keyColumn,
              key.length())
          .label("too far to the right")
          .also(
              text.span(above, text.indent(above) + 1, keyAt(above).length()),
              "has a value already")
          .detail("fix", text.indent(above) + " spaces before `" + key + "`, as in line " + above)
          .add();
      return;
    }
    if (isFirstColon() && above > 0 && !KEY.matcher(text.line(above)).find()) {
      reportMissingColon(above);
      return;
    }
    Problem.Builder builder =
        error(Code.YAML_SYNTAX, "a second `: ` stands in one value", line, column, 1)
            .label("would start a map inside a text");
    if (value.matches()) {
      builder.detail("fix", "quote it: " + value.group(1).strip() + " '" + value.group(2) + "'");
    }
    builder.add();
  }

  private boolean isFirstColon() {
    Matcher key = KEY.matcher(text.line(line));
    return key.find() && text.line(line).codePointCount(0, key.end()) == column;
  }

  private void reportIndent() {
    var columns = new TreeSet<Integer>();
    for (int above = line - 1; above > 0; above--) {
      if (text.isBlank(above)
          || text.indent(above) >= (columns.isEmpty() ? 1000 : columns.first())) {
        continue;
      }
      columns.add(text.indent(above));
    }
    int indent = text.indent(line);
    String key = keyAt(line);
    Integer below = columns.lower(indent);
    Integer beyond = columns.higher(indent);
    String fix = below == null ? "" : below + " spaces";
    if (beyond != null) fix = fix.isEmpty() ? beyond + " spaces" : fix + " or " + beyond;
    error(
            Code.YAML_INDENT,
            "`" + key + "` is indented by " + indent + " spaces, which no line around it is",
            line,
            indent + 1,
            key.length())
        .label("belongs to nothing above")
        .detail("fix", fix.isEmpty() ? "" : fix + " before `" + key + "`")
        .add();
  }

  // ---- the rest ----

  private void reportOthers(String content) {
    String found = column <= content.length() ? content.substring(offset(content, column)) : "";
    if (isMissingColon()) {
      reportMissingColon(contextLine);
    } else if (problem.contains("cannot start any token")) {
      error(Code.YAML_SYNTAX, "a value cannot start with `" + first(found) + "`", line, column, 1)
          .label("has a meaning of its own in YAML")
          .detail("fix", "quote it: '" + found.replaceAll("[\\s,}\\]]+$", "") + "'")
          .add();
    } else if (context.contains("alias") || context.contains("anchor")) {
      String rest = text.line(contextLine).substring(offset(text.line(contextLine), contextColumn));
      String what = context.contains("alias") ? "alias" : "anchor";
      error(
              Code.YAML_SYNTAX,
              "`" + first(rest) + "` starts an " + what + " in YAML",
              contextLine,
              contextColumn,
              1)
          .label("no text unless it is quoted")
          .detail("fix", "quote it: '" + rest.strip() + "'")
          .add();
    } else if (problem.contains("escape")) {
      error(
              Code.YAML_SYNTAX,
              "`\\" + first(found) + "` is no escape in double quotes",
              line,
              column,
              1)
          .label("not known to YAML")
          .detail("fix", "use single quotes, in which a backslash is a backslash")
          .add();
    } else if (problem.contains("found '-'")) {
      error(Code.YAML_INDENT, "a list item stands among the keys of a map", line, column, 1)
          .label("no list begins above")
          .detail("fix", "indent it below the key whose list it is")
          .add();
    } else if (problem.contains("found '?'")) {
      error(
              Code.YAML_INDENT,
              "a key stands among the items of a list",
              line,
              column,
              keyAt(line).length())
          .label("no item: it has no dash")
          .also(text.span(contextLine, contextColumn, 1), "the list begins here")
          .detail(
              "fix", "less indentation if it is a setting beside the list, `- ` if it is an item")
          .add();
    } else if (problem.contains("<scalar>")) {
      error(Code.YAML_SYNTAX, "a text goes on after its closing quote", line, column, 1)
          .label("the value has ended before this")
          .detail("fix", "quote all of the value, or find the line above whose quote is not closed")
          .add();
    } else {
      error(Code.YAML_SYNTAX, "this is not valid YAML: " + problem, line, column, 1).add();
    }
  }

  private void reportMissingColon(int at) {
    Matcher noSpace = NO_SPACE.matcher(text.line(at));
    String word = text.line(at).strip();
    Problem.Builder builder =
        error(
            Code.YAML_SYNTAX,
            "`" + word + "` is no setting",
            at,
            text.indent(at) + 1,
            word.codePointCount(0, word.length()));
    if (noSpace.matches()) {
      builder
          .label("a space is missing after the `:`")
          .detail("fix", noSpace.group(1) + ": " + noSpace.group(2));
    } else {
      builder.label("no `:` after it").detail("fix", word + ": …");
    }
    builder.add();
  }

  private static String first(String found) {
    return found.isEmpty() ? "" : Character.toString(found.codePointAt(0));
  }

  private static int offset(String content, int column) {
    int points = content.codePointCount(0, content.length());
    return content.offsetByCodePoints(0, Math.min(column - 1, points));
  }

  private Problem.Builder error(Code code, String message, int atLine, int atColumn, int length) {
    return problems.error(code, message).at(text.span(atLine, atColumn, Math.max(1, length)));
  }

  // ---- mending ----

  /** Changes the text so that reading can go on; false if it is not clear what was meant. */
  boolean mend() {
    if (isConflict()) {
      takeFirstVersions();
      return true;
    }
    if (isKeyBesideItem()) {
      String spaces = " ".repeat(columnsOff());
      int last = lastOff();
      for (int off = line; off <= last; off++) {
        if (!text.isBlank(off)) text.insert(off, 1, spaces);
      }
      return true;
    }
    if (isExpressionInFlow()) {
      String content = text.line(line);
      int[] word = flowWord();
      if (content.substring(word[0], word[1]).matches("[^\"']+")) {
        text.insert(line, content.codePointCount(0, word[1]) + 1, "\"");
        text.insert(line, content.codePointCount(0, word[0]) + 1, "\"");
        return true;
      }
    }
    return false;
  }
}
