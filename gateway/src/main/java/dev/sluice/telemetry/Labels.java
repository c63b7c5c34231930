package dev.sluice.telemetry;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Labels as text, sorted by name as Prometheus' own clients do. */
final class Labels {
  private Labels() {}

  /**
   * Attributes of a resource under names that Prometheus takes. Where two become one, the first in
   * the order of the attributes stays.
   */
  static SortedMap<String, String> ofAttributes(Map<String, String> attributes) {
    var labels = new TreeMap<String, String>();
    new TreeMap<>(attributes).forEach((key, value) -> labels.putIfAbsent(name(key), value));
    return labels;
  }

  private static String name(String attribute) {
    String name = attribute.replaceAll("[^a-zA-Z0-9_]", "_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  /** {@code a="1",b="2"}, without braces. */
  static String text(SortedMap<String, String> labels) {
    var text = new StringBuilder();
    labels.forEach(
        (name, value) -> {
          if (text.length() > 0) text.append(',');
          text.append(name).append("=\"").append(escaped(value)).append('"');
        });
    return text.toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
