package dev.sluice.config;

import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What can be wrong with the value of a setting, in words. Values of secrets are never quoted. */
final class Complaints {
  private static final int FOUND_LENGTH = 40;

  private final Context context;

  Complaints(Context context) {
    this.context = context;
  }

  Problem.Builder wrongType(Target target, Node node, String wanted) {
    return at(Code.WRONG_TYPE, "`" + target.key() + "` must be " + wanted, target, node)
        .label("found " + found(target.key(), node))
        .detail("expected", target.expected().equals(wanted) ? "" : target.expected());
  }

  /** As {@link #wrongType}, with what was probably meant; empty if that is not known. */
  void wrongType(Target target, Node node, String wanted, String meant) {
    String fix =
        meant.isEmpty() ? "" : isSecret(target.key(), node) ? "quote it" : target.with(meant);
    wrongType(target, node, wanted).detail("fix", fix).add();
  }

  /** A list or a text where a map belongs. */
  void noMap(Target target, Node node) {
    String fix = "";
    if (node instanceof ScalarNode scalar && scalar.text().matches("(?s)[\\w.-]+:\\S.*")) {
      fix = "a space after the `:`";
    } else if (node instanceof ListNode list && list.items().size() == 1) {
      fix = list.items().get(0) instanceof MapNode ? "remove the dash" : "";
    }
    wrongType(target, node, "a map").detail("fix", fix).add();
  }

  void outOfRange(Target target, Node node, String found) {
    at(Code.OUT_OF_RANGE, "`" + target.key() + "` is out of range", target, node)
        .label(found + " is not allowed")
        .detail("expected", target.expected())
        .add();
  }

  void truncated(Target target, Node node, long whole) {
    context
        .problems
        .warning(Code.TRUNCATED, "`" + target.key() + "` is a whole number and is read as " + whole)
        .at(node.span())
        .label("the fraction is dropped")
        .detail("path", target.path())
        .add();
  }

  void noUnit(Target target, Node node, long nanos) {
    context
        .problems
        .warning(Code.DURATION, "`" + target.key() + "` has no unit and is read as nanoseconds")
        .at(node.span())
        .label(nanos + " what? " + nanos + "ns is hardly meant")
        .detail("path", target.path())
        .detail("fix", target.with(nanos + "s") + "   (units: " + GoDuration.UNITS + ")")
        .add();
  }

  void noDuration(Target target, Node node, String text) {
    boolean bare = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    String wrong = bare ? "is a duration and needs a unit" : "must be a duration";
    at(Code.DURATION, "`" + target.key() + "` " + wrong, target, node)
        .label("found " + found(target.key(), node))
        .detail("expected", "a number with a unit: " + GoDuration.UNITS)
        .detail("fix", bare ? target.with(text + "s") : "")
        .add();
  }

  void notAllowed(Target target, Node node, String text, Set<String> allowed) {
    var names = new StringJoiner(", ");
    for (String option : allowed) names.add(option.isEmpty() ? "\"\"" : option);
    String meant = Suggest.nearest(text, allowed);
    at(Code.NOT_A_CHOICE, "`" + target.key() + "` has a value that is not known", target, node)
        .label("found " + found(target.key(), node))
        .detail("did you mean", meant == null || meant.isEmpty() ? "" : "`" + meant + "`")
        .detail("allowed", names.toString())
        .add();
  }

  void unsetSecret(Target target, ScalarNode node) {
    String name = node.unset().get(0);
    context
        .problems
        .error(Code.UNSET_SECRET, "environment variable " + name + " is not set")
        .at(context.problems.redaction().find(node.span(), "${env:" + name + "}"))
        .label(node.text().isEmpty() ? "would be empty" : "would be incomplete")
        .detail("path", target.path())
        .detail("fix", "set " + name + " in the environment of this process")
        .detail("or", "${env:" + name + ":-default} or ${env:" + name + ":?why it is needed}")
        .add();
  }

  void missing(Target target, @Nullable Node node, SectionPlace section) {
    Problem.Builder problem =
        context
            .problems
            .error(Code.MISSING_KEY, section.owner() + " needs `" + target.key() + "`")
            .at(node == null ? section.key() : node.span())
            .label(node == null ? "has none" : "is empty")
            .detail("path", target.path());
    if (node instanceof ScalarNode scalar && !scalar.unset().isEmpty()) {
      String variable = scalar.unset().get(0);
      problem.detail("note", "environment variable " + variable + " is not set");
      problem.detail("or", "${env:" + variable + ":-default}");
    }
    problem.add();
  }

  private Problem.Builder at(Code code, String message, Target target, Node node) {
    return context.problems.error(code, message).at(node.span()).detail("path", target.path());
  }

  /** What stands there, in words, shortened, and hidden if it is secret. */
  String found(String key, Node node) {
    return isSecret(key, node) ? Secret.REDACTED : ProblemText.cut(node.describe(), FOUND_LENGTH);
  }

  private boolean isSecret(String key, Node node) {
    return context.secrets.contains(node) || Redaction.isSecretKey(key);
  }
}
