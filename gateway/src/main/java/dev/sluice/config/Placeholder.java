package dev.sluice.config;

import dev.sluice.config.Expander.Broken;
import dev.sluice.config.Expander.Place;
import java.util.Locale;

/**
 * A {@code ${job-name}} can never be an environment variable; it is what a template left behind.
 */
final class Placeholder {
  private final Problems problems;
  private final Span span;

  Placeholder(Problems problems, Span span) {
    this.problems = problems;
    this.span = span;
  }

  Broken refuse(String name, String written, Place place) {
    report(name, written, place.path(), place.key());
    return new Broken();
  }

  void report(String name, String written, String path, String key) {
    if (name.isBlank()) {
      problem("`" + written + "` names no variable", path)
          .label("the name is missing")
          .detail("fix", "${env:NAME}, or $" + written + " for the characters themselves")
          .add();
    } else if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      problem("`" + written + "` is no environment variable", path)
          .label("a group of a regular expression?")
          .detail("fix", "$" + written + " or $" + name)
          .add();
    } else {
      problem("`" + written + "` is a template placeholder that nothing has replaced", path)
          .label("no variable can be called `" + name + "`")
          .detail("fix", "write the value itself, e.g. " + example(key))
          .detail("or", "${env:" + variable(name) + "} with that variable in the environment")
          .add();
    }
  }

  private Problem.Builder problem(String message, String path) {
    return problems.error(Code.EXPRESSION_NAME, message).at(span).detail("path", path);
  }

  private static String example(String key) {
    return key.isEmpty() || key.endsWith("]") ? "my-value" : key + ": my-value";
  }

  /** {@code JOB_NAME} for {@code job-name}. */
  static String variable(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]+", "_");
    return upper.isEmpty() || Character.isDigit(upper.charAt(0)) ? "_" + upper : upper;
  }
}
