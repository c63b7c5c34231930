package dev.sluice.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes nodes as YAML that reads back as the same settings: texts that YAML would take for
 * something else are quoted, dollar signs that would begin an expression are doubled, secrets are
 * {@code [REDACTED]}.
 */
final class YamlWriter {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./$][A-Za-z0-9_./$+@%:=~*-]*( [A-Za-z0-9_./$+@%=~*()-]+)*");
  private static final int LONGEST_PLAIN = 200;
  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();
  private final Context context;

  YamlWriter(Context context) {
    this.context = context;
  }

  String write(MapNode root) {
    entries(root, "", false);
    return out.toString();
  }

  private void entries(MapNode map, String indent, boolean secret) {
    for (Map.Entry<String, MapNode.Entry> one : map.entries().entrySet()) {
      Node value = one.getValue().value();
      out.append(indent).append(literal(one.getKey())).append(':');
      // What was read as a plain text is none of the secrets around it: the name of a header.
      boolean hidden = (secret && !context.texts.contains(value)) || isSecret(one.getKey(), value);
      value(value, indent, hidden, secret || Redaction.isSecretMap(one.getKey()));
    }
  }

  private boolean isSecret(String key, Node value) {
    return context.secrets.contains(value)
        || (value instanceof ScalarNode && Redaction.isSecretKey(key));
  }

  /**
   * What follows a colon or a dash, with the line's end.
   *
   * @param below whether everything inside is secret
   */
  private void value(Node node, String indent, boolean hidden, boolean below) {
    if (node instanceof MapNode map && !map.entries().isEmpty()) {
      out.append('\n');
      entries(map, indent + INDENT, below);
    } else if (node instanceof ListNode list && !list.items().isEmpty()) {
      out.append('\n');
      for (Node item : list.items()) item(item, indent + INDENT, hidden, below);
    } else {
      String written = scalar(node, hidden);
      out.append(written.isEmpty() ? "" : " ").append(written).append('\n');
    }
  }

  private void item(Node item, String indent, boolean hidden, boolean below) {
    if (!(item instanceof MapNode map) || map.entries().isEmpty()) {
      out.append(indent).append('-');
      value(item, indent, hidden || context.secrets.contains(item), below);
      return;
    }
    int start = out.length();
    entries(map, indent + INDENT, below);
    out.replace(start + indent.length(), start + indent.length() + 1, "-");
  }

  private String scalar(Node node, boolean hidden) {
    if (node instanceof MapNode) return "{}";
    if (node instanceof ListNode) return "[]";
    var scalar = (ScalarNode) node;
    if (scalar.isAbsent()) return "";
    if (hidden) return quoted(Secret.REDACTED);
    boolean asText = context.texts.contains(node) || scalar.kind() == ScalarNode.Kind.TEXT;
    if (!asText) return scalar.text();
    String whole = scalar.original() == null ? scalar.text() : scalar.original();
    return text(Redaction.withoutPasswords(whole));
  }

  private static String text(String text) {
    String safe = text.contains("$$") || text.contains("${") ? text.replace("$", "$$") : text;
    return literal(safe);
  }

  private static String literal(String text) {
    boolean plain =
        text.length() <= LONGEST_PLAIN
            && PLAIN.matcher(text).matches()
            && !text.contains(": ")
            && !text.endsWith(":");
    boolean means = Scalars.resolve(text) instanceof String same && same.equals(text);
    return plain && means ? text : quoted(text);
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                  if (c < ' '
                      || (c >= 0x7f && c < 0xa0)
                      || c == 0x2028
                      || c == 0x2029
                      || c == 0xfeff) {
                    quoted.append("\\u%04x".formatted(c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
