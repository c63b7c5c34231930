package dev.sluice.telemetry;

import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** All series of one name: HELP, TYPE and the lines, in the order of their labels. */
final class Family {
  private final byte[] head;
  private final List<Line> lines;

  Family(String name, MetricType type, String help, List<Line> lines, MetricsFormat format) {
    this.head = head(name, type, help, format).getBytes(StandardCharsets.UTF_8);
    this.lines = List.copyOf(lines);
  }

  private static String head(String name, MetricType type, String help, MetricsFormat format) {
    String text = help.replace("\\", "\\\\").replace("\n", "\\n");
    return switch (format) {
      case TEXT -> head(name, text, type.word());
      case OPENMETRICS -> openMetricsHead(name, text.replace("\"", "\\\""), type);
    };
  }

  /** A counter is one only if its name ends in {@code _total}, which its family's name lacks. */
  private static String openMetricsHead(String name, String help, MetricType type) {
    if (type != MetricType.COUNTER) return head(name, help, type.word());
    return name.endsWith("_total")
        ? head(name.substring(0, name.length() - "_total".length()), help, type.word())
        : head(name, help, "unknown");
  }

  private static String head(String name, String help, String type) {
    return "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
  }

  /** A line that cannot be read is left out, and is no reason to withhold the others. */
  void write(ProtoWriter out, Consumer<RuntimeException> trouble) {
    out.raw(head, 0, head.length);
    for (Line line : lines) {
      int before = out.size();
      try {
        line.write(out);
      } catch (RuntimeException e) {
        out.truncate(before);
        trouble.accept(e);
      }
    }
  }
}
