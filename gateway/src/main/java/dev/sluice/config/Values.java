package dev.sluice.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns nodes into the type that a setting has, as the collector does it: what was written out is
 * taken strictly (a number is no text, a quoted number no number), what an expression gave is taken
 * as the setting's type wants it. Answers null after having reported a mistake.
 */
final class Values {
  private final Context context;
  private final Complaints complaints;

  Values(Context context, Complaints complaints) {
    this.context = context;
    this.complaints = complaints;
  }

  @Nullable String text(Target target, Node node) {
    if (node.isBroken()) return null;
    if (target.lenient() && node instanceof ScalarNode scalar) {
      return scalar.kind() == ScalarNode.Kind.INT ? String.valueOf(scalar.value()) : scalar.text();
    }
    context.texts.add(node);
    if (node.original() != null) return node.original();
    if (node instanceof ScalarNode scalar) {
      if (scalar.kind() == ScalarNode.Kind.TEXT || !scalar.unset().isEmpty()) return scalar.text();
      complaints.wrongType(target, node, "text", "\"" + scalar.text() + "\"");
    } else {
      complaints.wrongType(target, node, "text", "");
    }
    return null;
  }

  @Nullable Boolean flag(Target target, Node node) {
    if (node instanceof ScalarNode scalar && scalar.value() instanceof Boolean value) return value;
    String meant = node instanceof ScalarNode scalar ? meantFlag(scalar.text()) : "";
    complaints.wrongType(target, node, "true or false", meant);
    return null;
  }

  private static String meantFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on", "y", "1", "enabled", "true" -> "true";
      case "no", "off", "n", "0", "disabled", "false" -> "false";
      default -> "";
    };
  }

  @Nullable Long whole(Target target, Node node, long min, long max) {
    Number number = number(node);
    if (number == null || Double.isNaN(number.doubleValue())) {
      complaints.wrongType(target, node, "a whole number", leadingDigits(node));
      return null;
    }
    double written = number.doubleValue();
    long whole = number.longValue();
    boolean isFraction = number instanceof Double;
    if (whole < min || whole > max || (isFraction && Math.abs(written) >= 0x1p63)) {
      complaints.outOfRange(target, node, ((ScalarNode) node).text());
      return null;
    }
    if (isFraction && Math.rint(written) != written) complaints.truncated(target, node, whole);
    return whole;
  }

  private static @Nullable Number number(Node node) {
    return node instanceof ScalarNode scalar && scalar.value() instanceof Number number
        ? number
        : null;
  }

  /** {@code 16} of {@code "16"} and {@code 16MiB}: probably what was meant. */
  private static String leadingDigits(Node node) {
    if (!(node instanceof ScalarNode scalar)) return "";
    String text = scalar.text();
    int end = 0;
    while (end < text.length() && end < 18 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return text.substring(0, end);
  }

  @Nullable Double decimal(Target target, Node node, double min, double max) {
    Number number = number(node);
    if (number == null) {
      complaints.wrongType(target, node, "a number", "");
      return null;
    }
    double decimal = number.doubleValue();
    if (decimal >= min && decimal <= max) return decimal;
    complaints.outOfRange(target, node, ((ScalarNode) node).text());
    return null;
  }

  @Nullable Duration duration(Target target, Node node) {
    Object value = node instanceof ScalarNode scalar ? scalar.value() : null;
    Duration duration = null;
    if (value instanceof String text) {
      duration = GoDuration.parse(text);
      if (duration == null) complaints.noDuration(target, node, text);
    } else if (value instanceof Number number && Math.abs(number.doubleValue()) < 0x1p63) {
      duration = Duration.ofNanos(number.longValue());
      if (duration.toNanos() > 0) complaints.noUnit(target, node, duration.toNanos());
    } else {
      complaints.wrongType(target, node, "a duration", "");
    }
    if (duration == null || !duration.isNegative()) return duration;
    complaints.outOfRange(target, node, "a negative duration");
    return null;
  }

  @Nullable Secret secret(Target target, Node node) {
    context.secret(node);
    if (node instanceof ScalarNode scalar && !scalar.unset().isEmpty()) {
      complaints.unsetSecret(target, scalar);
      return null;
    }
    String text = text(target, node);
    return text == null ? null : new Secret(text);
  }

  List<Secret> secretTexts(Target target, Node node) {
    if (!(node instanceof ListNode list)) {
      context.secret(node);
      complaints.wrongType(target, node, "a list of texts", "");
      return List.of();
    }
    var secrets = new ArrayList<Secret>();
    for (int i = 0; i < list.items().size(); i++) {
      Secret secret = secret(target.item(i), list.items().get(i));
      if (secret != null) secrets.add(secret);
    }
    return List.copyOf(secrets);
  }

  /** A map of name to secret, or a list of maps with {@code name} and {@code value}. */
  Map<String, Secret> secrets(Target target, Node node) {
    var secrets = new LinkedHashMap<String, Secret>();
    if (node instanceof MapNode map) {
      map.entries().forEach((name, e) -> put(target.entry(name), name, e.value(), secrets));
    } else if (node instanceof ListNode list) {
      for (int i = 0; i < list.items().size(); i++) {
        pair(target.item(i), list.items().get(i), secrets);
      }
    } else {
      context.secret(node);
      complaints.wrongType(target, node, "a map of names and texts", "");
    }
    return secrets;
  }

  private void pair(Target target, Node pair, Map<String, Secret> into) {
    Node name = pair instanceof MapNode map ? map.get("name") : null;
    Node value = pair instanceof MapNode map ? map.get("value") : null;
    if (name == null || value == null) {
      context.secret(pair);
      complaints.wrongType(target, pair, "a map with `name` and `value`", "");
      return;
    }
    String text = text(target, name);
    if (text != null) put(target, text, value, into);
  }

  private void put(Target target, String name, Node node, Map<String, Secret> into) {
    boolean writtenAsNothing =
        node.isAbsent() && node instanceof ScalarNode scalar && scalar.unset().isEmpty();
    Secret secret = writtenAsNothing ? null : secret(target, node);
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
      complaints.wrongType(target, node, "a list of texts", "");
      return null;
    }
    String line = text(target, node);
    if (line == null || line.isBlank()) return List.of();
    for (String part : line.split(",", -1)) texts.add(part.strip());
    return List.copyOf(texts);
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
