package dev.sluice.config;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Says in an operator's words what the YAML parser found, at the place where it was caused rather
 * than where the parser noticed; and mends it where there is no doubt.
 */
final class YamlMistake {
  private final YamlTrouble trouble;
  private final ConflictMarkers conflict;
  private final KeyBesideItem beside;
  private final FlowMistake flow;
  private final BlockMistake block;

  YamlMistake(EditedText text, Problems problems, MarkedYamlEngineException e) {
    this.trouble = YamlTrouble.of(text, problems, e);
    this.conflict = new ConflictMarkers(trouble);
    this.beside = new KeyBesideItem(trouble);
    this.flow = new FlowMistake(trouble);
    this.block = new BlockMistake(trouble);
  }

  void report() {
    if (conflict.applies()) {
      conflict.report();
    } else if (trouble.problem().contains("TAB")) {
      trouble
          .error(Code.YAML_INDENT, "a tab stands where spaces indent")
          .label("a tab")
          .detail("fix", "indent with spaces; YAML allows no tabs there")
          .add();
    } else if (isOpenQuote()) {
      reportOpenQuote();
    } else if (beside.applies()) {
      beside.report();
    } else if (flow.applies()) {
      flow.report();
    } else if (block.applies()) {
      block.report();
    } else {
      reportRest();
    }
  }

  private boolean isOpenQuote() {
    return trouble.context().contains("quoted scalar")
        && trouble.problem().contains("end of stream");
  }

  private void reportOpenQuote() {
    int line = trouble.contextLine();
    String quote = trouble.rest(line, trouble.contextColumn()).startsWith("'") ? "'" : "\"";
    trouble
        .error(Code.YAML_SYNTAX, "a quote is never closed", line, trouble.contextColumn(), 1)
        .label("opens here")
        .detail("fix", "put " + quote + " at the end of the value")
        .add();
  }

  private void reportRest() {
    String problem = trouble.problem();
    String found = trouble.rest(trouble.line(), trouble.column());
    boolean alias = trouble.context().contains("alias");
    if (problem.contains("cannot start any token")) {
      trouble
          .error(Code.YAML_SYNTAX, "a value cannot start with `" + first(found) + "`")
          .label("has a meaning of its own in YAML")
          .detail("fix", quoted(trouble.line(), found))
          .add();
    } else if (alias || trouble.context().contains("anchor")) {
      reportSign(alias ? "an alias" : "an anchor");
    } else if (problem.contains("escape")) {
      trouble
          .error(Code.YAML_SYNTAX, "`\\" + first(found) + "` is no escape in double quotes")
          .label("not known to YAML")
          .detail("fix", "use single quotes, in which a backslash is a backslash")
          .add();
    } else if (problem.contains("found '-'")) {
      trouble
          .error(Code.YAML_INDENT, "a list item stands among the keys of a map")
          .label("no list begins above")
          .detail("fix", "indent it below the key whose list it is")
          .add();
    } else if (problem.contains("found '?'")) {
      reportKeyAmongItems();
    } else if (problem.contains("<scalar>")) {
      trouble
          .error(Code.YAML_SYNTAX, "a text goes on after its closing quote")
          .label("the value has ended before this")
          .detail("fix", "quote all of the value, or find the line above whose quote is not closed")
          .add();
    } else {
      trouble.error(Code.YAML_SYNTAX, "this is not valid YAML: " + problem).add();
    }
  }

  private void reportSign(String what) {
    int line = trouble.contextLine();
    String rest = trouble.rest(line, trouble.contextColumn());
    trouble
        .error(
            Code.YAML_SYNTAX,
            "`" + first(rest) + "` starts " + what + " in YAML",
            line,
            trouble.contextColumn(),
            1)
        .label("no text unless it is quoted")
        .detail("fix", quoted(line, rest))
        .add();
  }

  private void reportKeyAmongItems() {
    String key = trouble.key(trouble.line());
    Span list = trouble.text().span(trouble.contextLine(), trouble.contextColumn(), 1);
    trouble
        .error(
            Code.YAML_INDENT,
            "`" + key + "` stands among the items of a list",
            trouble.line(),
            trouble.column(),
            key.length())
        .label("no item: it has no dash")
        .also(list, "the list begins here")
        .detail("fix", "less indentation if it is a setting beside the list, `- ` if it is an item")
        .add();
  }

  private String quoted(int line, String rest) {
    if (trouble.isSecret(line)) return "quote it";
    int end = rest.length();
    while (end > 0 && " \t,}]".indexOf(rest.charAt(end - 1)) >= 0) end--;
    return "quote it: '" + rest.substring(0, end) + "'";
  }

  private static String first(String found) {
    return found.isEmpty() ? "" : Character.toString(found.codePointAt(0));
  }

  /**
   * Changes the text so that reading can go on; false if it is not clear what was meant. Then the
   * component around {@link #line} is to be left out.
   */
  boolean mend() {
    if (conflict.applies()) {
      conflict.mend();
      return true;
    }
    if (beside.applies()) {
      beside.mend();
      return true;
    }
    return flow.applies() && flow.mend();
  }

  /** Whether mending leaves a part out. */
  boolean losesSomething() {
    return conflict.applies();
  }

  int line() {
    boolean began = isOpenQuote() || block.isMissingColon() || flow.isAtEnd();
    return began ? trouble.contextLine() : trouble.line();
  }
}
