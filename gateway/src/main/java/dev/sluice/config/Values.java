package dev.sluice.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns nodes into the type that a setting has, as the collector does it: what was written out is
 * taken strictly (a number is no text, a quoted number no number), what an expression gave is taken
 * as the setting's type wants it. Answers null after having reported a mistake.
 */
final class Values {
  private static final int FOUND_LENGTH = 40;

  private final Context context;

  Values(Context context) {
    this.context = context;
  }

  /** A setting that is being read: its path and what it wants, for messages. */
  record Target(String key, String path, String expected, boolean lenient) {
    Target item(int index) {
      return new Target(key + "[" + index + "]", path + "[" + index + "]", "text", lenient);
    }

    Target entry(String name) {
      return new Target(name, path + "::" + name, "text", lenient);
    }

    Target expecting(String what) {
      return new Target(key, path, what, lenient);
    }
  }

  @Nullable String text(Target target, Node node) {
    context.texts.add(node);
    if (target.lenient && node instanceof ScalarNode scalar) {
      return scalar.kind() == ScalarNode.Kind.INT ? String.valueOf(scalar.value()) : scalar.text();
    }
    if (node.original() != null) return node.original();
    if (node instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.TEXT) {
      return scalar.text();
    }
    Problem.Builder problem = wrongType(target, node, "text");
    if (node instanceof ScalarNode scalar) {
      boolean secret = isSecret(target.key, node);
      problem.detail("fix", secret ? "quote it" : fix(target, "\"" + scalar.text() + "\""));
    }
    problem.add();
    return null;
  }

  @Nullable Boolean flag(Target target, Node node) {
    if (node instanceof ScalarNode scalar && scalar.value() instanceof Boolean value) return value;
    Problem.Builder problem = wrongType(target, node, "true or false");
    if (node instanceof ScalarNode scalar) {
      String meant = meantFlag(scalar.text());
      if (!meant.isEmpty()) problem.detail("fix", fix(target, meant));
    }
    problem.add();
    return null;
  }

  private static String meantFlag(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "yes", "on", "y", "1", "enabled", "true" -> "true";
      case "no", "off", "n", "0", "disabled", "false" -> "false";
      default -> "";
    };
  }

  @Nullable Long whole(Target target, Node node, long min, long max) {
    Object value = node instanceof ScalarNode scalar ? scalar.value() : null;
    Long whole = null;
    if (value instanceof Long number) whole = number;
    if (value instanceof Double number && Double.isFinite(number))
      whole = truncate(target, node, number);
    if (whole == null) {
      Problem.Builder problem = wrongType(target, node, "a whole number");
      String digits = leadingDigits(node);
      if (!digits.isEmpty()) problem.detail("fix", fix(target, digits));
      problem.add();
      return null;
    }
    if (whole >= min && whole <= max) return whole;
    outOfRange(target, node, String.valueOf(whole));
    return null;
  }

  private long truncate(Target target, Node node, double number) {
    long whole = (long) number;
    if (whole != number && Math.abs(number) < Long.MAX_VALUE) {
      context
          .problems
          .warning(Code.TRUNCATED, "`" + target.key + "` is a whole number and is read as " + whole)
          .at(node.span())
          .label("the fraction is dropped")
          .detail("path", target.path)
          .add();
    }
    return whole;
  }

  /** {@code 16} of {@code "16"} and {@code 16MiB}: probably what was meant. */
  private static String leadingDigits(Node node) {
    if (!(node instanceof ScalarNode scalar)) return "";
    String text = scalar.text();
    int end = 0;
    while (end < text.length() && end < 18 && Character.isDigit(text.charAt(end))) end++;
    return text.substring(0, end);
  }

  @Nullable Double decimal(Target target, Node node, double min, double max) {
    Object value = node instanceof ScalarNode scalar ? scalar.value() : null;
    if (!(value instanceof Number number)) {
      wrongType(target, node, "a number").add();
      return null;
    }
    double decimal = number.doubleValue();
    if (decimal >= min && decimal <= max) return decimal;
    outOfRange(target, node, ((ScalarNode) node).text());
    return null;
  }

  private void outOfRange(Target target, Node node, String found) {
    context
        .problems
        .error(Code.OUT_OF_RANGE, "`" + target.key + "` is out of range")
        .at(node.span())
        .label(found + " is not allowed")
        .detail("path", target.path)
        .detail("expected", target.expected)
        .add();
  }

  @Nullable Duration duration(Target target, Node node) {
    Object value = node instanceof ScalarNode scalar ? scalar.value() : null;
    Duration duration = null;
    if (value instanceof String text) {
      duration = GoDuration.parse(text.strip());
      if (duration == null) {
        notADuration(target, node, text);
        return null;
      }
    } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      duration = nanoseconds(target, node, number.longValue());
    } else {
      wrongType(target, node, "a duration").add();
      return null;
    }
    if (!duration.isNegative()) return duration;
    outOfRange(target, node, "a negative duration");
    return null;
  }

  private Duration nanoseconds(Target target, Node node, long nanos) {
    if (nanos != 0) {
      context
          .problems
          .warning(Code.DURATION, "`" + target.key + "` has no unit and is read as nanoseconds")
          .at(node.span())
          .label(nanos + " what? " + nanos + "ns is hardly meant")
          .detail("path", target.path)
          .detail("fix", fix(target, nanos + "s") + "   (units: " + GoDuration.UNITS + ")")
          .add();
    }
    return Duration.ofNanos(nanos);
  }

  private void notADuration(Target target, Node node, String text) {
    boolean bare = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    Problem.Builder problem =
        context
            .problems
            .error(
                Code.DURATION,
                bare
                    ? "`" + target.key + "` is a duration and needs a unit"
                    : "`" + target.key + "` must be a duration")
            .at(node.span())
            .label("found " + found(target.key, node))
            .detail("path", target.path)
            .detail("expected", "a number with a unit: " + GoDuration.UNITS);
    if (bare) problem.detail("fix", fix(target, text + "s"));
    problem.add();
  }

  @Nullable Secret secret(Target target, Node node) {
    context.secret(node);
    if (node instanceof ScalarNode scalar && !scalar.unset().isEmpty()) {
      unset(target, scalar);
      return new Secret("");
    }
    String text = text(target, node);
    return text == null ? null : new Secret(text);
  }

  private void unset(Target target, ScalarNode node) {
    String name = node.unset().get(0);
    context
        .problems
        .error(Code.UNSET_SECRET, "environment variable " + name + " is not set")
        .at(context.problems.redaction().find(node.span(), "${env:" + name + "}"))
        .label(node.text().isEmpty() ? "would be empty" : "would be incomplete")
        .detail("path", target.path)
        .detail("fix", "set " + name + " in the environment of this process")
        .detail("or", "${env:" + name + ":-default} or ${env:" + name + ":?why it is needed}")
        .add();
  }

  /** A map of name to secret, or a list of maps with {@code name} and {@code value}. */
  Map<String, Secret> secrets(Target target, Node node) {
    var secrets = new LinkedHashMap<String, Secret>();
    if (node instanceof MapNode map) {
      map.entries()
          .forEach((name, entry) -> putSecret(target.entry(name), name, entry.value(), secrets));
    } else if (node instanceof ListNode list) {
      for (int i = 0; i < list.items().size(); i++) {
        Target item = target.item(i);
        Node pair = list.items().get(i);
        Node name = pair instanceof MapNode map ? map.get("name") : null;
        String text = name == null ? null : text(item, name);
        if (text == null) {
          wrongType(item, pair, "a map with `name` and `value`").add();
        } else {
          Node value = ((MapNode) pair).get("value");
          putSecret(item, text, value == null ? ScalarNode.nothing(pair.span()) : value, secrets);
        }
      }
    } else {
      context.secret(node);
      wrongType(target, node, "a map of names and texts").add();
    }
    return secrets;
  }

  private void putSecret(Target target, String name, Node node, Map<String, Secret> into) {
    boolean empty =
        node instanceof ScalarNode scalar && scalar.original() == null && scalar.unset().isEmpty();
    Secret secret = empty && node.isNull() ? new Secret("") : secret(target, node);
    into.put(name, secret == null ? new Secret("") : secret);
  }

  /** A list of texts, or one text with commas between. */
  @Nullable List<String> texts(Target target, Node node) {
    var texts = new ArrayList<String>();
    if (node instanceof ListNode list) {
      for (int i = 0; i < list.items().size(); i++) {
        String text = text(target.item(i), list.items().get(i));
        if (text != null) texts.add(text);
      }
      return List.copyOf(texts);
    }
    if (node.original() == null && !(node instanceof ScalarNode s && s.value() instanceof String)) {
      wrongType(target, node, "a list of texts").add();
      return null;
    }
    String line = text(target, node);
    if (line == null || line.isBlank()) return List.of();
    for (String part : line.split(",", -1)) texts.add(part.strip());
    return List.copyOf(texts);
  }

  Problem.Builder wrongType(Target target, Node node, String wanted) {
    return context
        .problems
        .error(Code.WRONG_TYPE, "`" + target.key + "` must be " + wanted)
        .at(node.span())
        .label("found " + found(target.key, node))
        .detail("path", target.path)
        .detail("expected", target.expected.equals(wanted) ? "" : target.expected);
  }

  /** What stands there, in words, shortened, and hidden if it is secret. */
  String found(String key, Node node) {
    if (isSecret(key, node)) return Secret.REDACTED;
    String description = node.describe();
    return ProblemText.cut(description, FOUND_LENGTH);
  }

  private boolean isSecret(String key, Node node) {
    return context.secrets.contains(node) || Redaction.isSecretKey(key);
  }

  private static String fix(Target target, String value) {
    String key = target.key;
    return key.endsWith("]") ? value : key + ": " + value;
  }

  /** The value as Java has it: String, Long, Double, Boolean, List, Map, null. */
  static @Nullable Object plain(@Nullable Node node) {
    if (node == null) return null;
    if (node instanceof ScalarNode scalar) return scalar.value();
    if (node instanceof ListNode list) {
      var items = new ArrayList<@Nullable Object>();
      for (Node item : list.items()) items.add(plain(item));
      return items;
    }
    var map = new LinkedHashMap<String, @Nullable Object>();
    ((MapNode) node).entries().forEach((key, entry) -> map.put(key, plain(entry.value())));
    return map;
  }
}
