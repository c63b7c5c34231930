package dev.sluice.config;

/** Mistakes between braces and brackets, above all an expression that is not quoted there. */
final class FlowMistake {
  private final YamlTrouble trouble;

  FlowMistake(YamlTrouble trouble) {
    this.trouble = trouble;
  }

  boolean applies() {
    return trouble.context().contains("flow");
  }

  boolean isAtEnd() {
    return trouble.problem().contains("<stream end>");
  }

  void report() {
    if (isExpression()) {
      reportExpression();
    } else if (isAtEnd() || trouble.line() > trouble.contextLine()) {
      reportOpen();
    } else {
      String close = isList() ? "]" : "}";
      trouble
          .error(Code.YAML_SYNTAX, "a `,` or `" + close + "` is expected")
          .label("this does not continue it")
          .also(
              trouble.text().span(trouble.contextLine(), trouble.contextColumn(), 1), "opens here")
          .detail("fix", "close it with `" + close + "`, or quote the value")
          .add();
    }
  }

  private boolean isList() {
    return trouble.context().contains("sequence");
  }

  private void reportOpen() {
    Problem.Builder problem =
        trouble
            .error(
                Code.YAML_SYNTAX,
                isList() ? "`[` is not closed" : "`{` is not closed",
                trouble.contextLine(),
                trouble.contextColumn(),
                1)
            .label("opens here");
    if (trouble.line() <= trouble.text().lineCount() && !trouble.text().isBlank(trouble.line())) {
      Span stopped = trouble.text().span(trouble.line(), trouble.column(), 1);
      problem.also(stopped, "what stands here does not continue it");
    }
    problem
        .detail("fix", "close it with `" + (isList() ? "]" : "}") + "`, or quote the value")
        .add();
  }

  private boolean isExpression() {
    return trouble.problem().contains("but got {")
        && trouble.rest(trouble.line(), trouble.column() - 1).startsWith("${");
  }

  /** The value that the expression is in: from the separator before it to the one after it. */
  private record Word(int line, int start, String text) {
    int column(String content) {
      return content.codePointCount(0, start) + 1;
    }
  }

  private Word word() {
    String content = trouble.text().line(trouble.line());
    int at = YamlTrouble.offset(content, trouble.column() - 1);
    int start = at;
    while (start > 0 && !startsValue(content, start)) start--;
    while (content.charAt(start) == ' ') start++;
    int end = at + 1;
    int open = 0;
    while (end < content.length()) {
      char c = content.charAt(end);
      if (c == '{') open++;
      if (c == '}' && --open < 0) break;
      if (open == 0 && (c == ',' || c == ']')) break;
      end++;
    }
    return new Word(trouble.line(), start, content.substring(start, end).stripTrailing());
  }

  private static boolean startsValue(String content, int at) {
    char before = content.charAt(at - 1);
    boolean afterColon = content.charAt(at) == ' ' && before == ':';
    return afterColon || before == ',' || before == '[' || before == '{';
  }

  private void reportExpression() {
    Word word = word();
    String written = word.text;
    int column = word.column(trouble.text().line(word.line));
    int length = written.codePointCount(0, written.length());
    boolean secret = trouble.isSecret(word.line);
    String called = secret ? "an expression" : "`" + ProblemText.cut(written, 60) + "`";
    trouble
        .error(
            Code.YAML_SYNTAX,
            called + " must be quoted between braces or brackets",
            word.line,
            column,
            length)
        .label("`{` starts a map here")
        .detail("fix", secret ? "put it in double quotes" : "\"" + written + "\"")
        .add();
  }

  /** Puts the quotes; false if it is not clear where. */
  boolean mend() {
    if (!isExpression()) return false;
    Word word = word();
    if (word.text.indexOf('"') >= 0 || word.text.indexOf('\'') >= 0) return false;
    int column = word.column(trouble.text().line(word.line));
    int length = word.text.codePointCount(0, word.text.length());
    trouble.text().insert(word.line, column + length, "\"");
    trouble.text().insert(word.line, column, "\"");
    return true;
  }
}
