package dev.sluice.receiver.prometheus.relabel;

import com.google.re2j.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A replacement as Go's {@code Regexp.Expand} reads it: {@code $1}, {@code ${1}}, {@code $name},
 * {@code ${name}}, and {@code $$} for the sign itself. The name is as long as it can be, so {@code
 * $1x} is the group "1x"; a group that does not exist is empty; a sign that begins no name stands
 * for itself.
 */
final class Template {
  private Template() {}

  static boolean hasVariables(String template) {
    return template.indexOf('$') >= 0;
  }

  static String expand(String template, Matcher match) {
    if (!hasVariables(template)) return template;
    var out = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char next = template.charAt(at);
      if (next != '$') {
        out.append(next);
        at++;
        continue;
      }
      at++;
      if (at < template.length() && template.charAt(at) == '$') {
        out.append('$');
        at++;
        continue;
      }
      boolean braced = at < template.length() && template.charAt(at) == '{';
      int from = braced ? at + 1 : at;
      int to = nameEnd(template, from);
      boolean closed = to < template.length() && template.charAt(to) == '}';
      if (to == from || (braced && !closed)) {
        out.append('$');
        continue;
      }
      appendGroup(out, template.substring(from, to), match);
      at = braced ? to + 1 : to;
    }
    return out.toString();
  }

  private static int nameEnd(String template, int from) {
    int at = from;
    while (at < template.length()) {
      int next = template.codePointAt(at);
      if (!Character.isLetterOrDigit(next) && next != '_') break;
      at += Character.charCount(next);
    }
    return at;
  }

  private static void appendGroup(StringBuilder out, String name, Matcher match) {
    String value = isNumber(name) ? numbered(name, match) : named(name, match);
    if (value != null) out.append(value);
  }

  private static boolean isNumber(String name) {
    if (name.length() > 8 || (name.length() > 1 && name.charAt(0) == '0')) return false;
    return name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static @Nullable String numbered(String name, Matcher match) {
    int group = Integer.parseInt(name);
    return group > match.groupCount() ? null : match.group(group);
  }

  private static @Nullable String named(String name, Matcher match) {
    return match.pattern().namedGroups().containsKey(name) ? match.group(name) : null;
  }
}
