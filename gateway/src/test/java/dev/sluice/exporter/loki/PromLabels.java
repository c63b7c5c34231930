package dev.sluice.exporter.loki;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a stream's labels as PromQL's grammar has them; what it has not is an error. */
final class PromLabels {
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\.)*)\"(, |$)");
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:([abfnrtv\\\\\"])|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))");

  private PromLabels() {}

  static Map<String, String> read(String text) {
    if (!text.startsWith("{") || !text.endsWith("}")) throw new AssertionError(text);
    String inside = text.substring(1, text.length() - 1);
    var labels = new TreeMap<String, String>();
    Matcher label = LABEL.matcher(inside);
    int at = 0;
    String last = "";
    while (at < inside.length()) {
      if (!label.find(at) || label.start() != at) throw new AssertionError(text + " at " + at);
      String name = label.group(1);
      if (name.compareTo(last) <= 0) throw new AssertionError("order of " + text);
      labels.put(name, unquote(label.group(2)));
      last = name;
      at = label.end();
    }
    return labels;
  }

  private static String unquote(String quoted) {
    var text = new StringBuilder();
    int at = 0;
    Matcher escape = ESCAPE.matcher(quoted);
    while (at < quoted.length()) {
      if (quoted.charAt(at) != '\\') {
        text.append(quoted.charAt(at++));
        continue;
      }
      if (!escape.find(at) || escape.start() != at) throw new AssertionError(quoted);
      at = escape.end();
      if (escape.group(1) != null) {
        text.append("\u0007\b\f\n\r\t\u000b\\\"".charAt("abfnrtv\\\"".indexOf(escape.group(1))));
      } else {
        text.appendCodePoint(Integer.parseInt(escape.group().substring(2), 16));
      }
    }
    return text.toString();
  }
}
