package dev.sluice.bench.endtoend;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines over a logarithmic axis, as SVG that is readable on light and on dark ground and needs
 * nothing else. The other axis begins at 0, so that twice as high is twice as much.
 */
final class Plot {
  /** One point of a line. */
  record Point(double x, double y) {}

  private static final int WIDTH = 640;
  private static final int HEIGHT = 340;
  private static final int LEFT = 60;
  private static final int RIGHT = 20;
  private static final int TOP = 56;
  private static final int BOTTOM = 50;
  private static final int STEPS = 5;

  /** The room that a number needs under the axis; one that has less is left out. */
  private static final int LABEL = 55;

  /** Told apart by those who do not see all colours, on both grounds. */
  private static final List<String> COLOURS = List.of("#0a84c6", "#d9730d", "#3b9a4e", "#a04db8");

  private static final String STYLE =
      """
      <style>
        text { font: 13px sans-serif; fill: #333 }
        .grid { stroke: #999; stroke-opacity: .35 }
        .line { fill: none; stroke-width: 2.5 }
        @media (prefers-color-scheme: dark) { text { fill: #ccc } }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();
  private final double lowest;
  private final double highest;
  private final double top;

  private Plot(Map<String, List<Point>> lines) {
    this.lowest = each(lines).mapToDouble(Point::x).min().orElse(1);
    this.highest = each(lines).mapToDouble(Point::x).max().orElse(1);
    this.top = roundUp(each(lines).mapToDouble(Point::y).max().orElse(1));
  }

  private static java.util.stream.Stream<Point> each(Map<String, List<Point>> lines) {
    return lines.values().stream().flatMap(List::stream);
  }

  /**
   * Draws it.
   *
   * @param lines by name, in the order of the legend; x above 0
   */
  static String svg(String title, String xTitle, Map<String, List<Point>> lines) {
    var plot = new Plot(lines);
    plot.add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">", WIDTH, HEIGHT);
    plot.svg.append(STYLE);
    plot.text(LEFT, 20, "start", title);
    plot.grid(lines);
    plot.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", xTitle);
    int number = 0;
    for (var line : lines.entrySet()) plot.line(number++, line.getKey(), line.getValue());
    return plot.add("</svg>").svg.toString();
  }

  private void grid(Map<String, List<Point>> lines) {
    for (int i = 0; i <= STEPS; i++) {
      double value = top * i / STEPS;
      add(
          "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
          LEFT, y(value), WIDTH - RIGHT, y(value));
      text(LEFT - 8, y(value) + 4, "end", number(value));
    }
    double free = 0;
    for (double value : each(lines).mapToDouble(Point::x).distinct().sorted().toArray()) {
      if (x(value) < free) continue;
      text(x(value), HEIGHT - BOTTOM + 20, "middle", number(value));
      free = x(value) + LABEL;
    }
  }

  private void line(int number, String name, List<Point> points) {
    String colour = COLOURS.get(number % COLOURS.size());
    var path = new StringBuilder();
    for (Point point : points) {
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), y(point.y())));
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>",
          x(point.x()), y(point.y()), colour);
    }
    add("<polyline class=\"line\" stroke=\"%s\" points=\"%s\"/>", colour, path.toString().trim());
    int at = LEFT + number * (WIDTH - LEFT - RIGHT) / COLOURS.size();
    add("<rect x=\"%d\" y=\"31\" width=\"14\" height=\"4\" fill=\"%s\"/>", at, colour);
    text(at + 20, 38, "start", name);
  }

  private double x(double value) {
    double share = highest > lowest ? Math.log(value / lowest) / Math.log(highest / lowest) : 0.5;
    return LEFT + 20 + share * (WIDTH - RIGHT - LEFT - 40);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
  }

  private void text(double x, double y, String anchor, String words) {
    String safe = words.replace("&", "&amp;").replace("<", "&lt;");
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, safe);
  }

  private Plot add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  /** To 1, 2, 2.5, 5 or 10 times a power of ten. */
  static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
    for (double step : new double[] {1, 2, 2.5, 5}) {
      if (value <= step * power) return step * power;
    }
    return 10 * power;
  }

  private static String number(double value) {
    if (value >= 1_000_000) return String.format(Locale.ROOT, "%.0f M", value / 1_000_000);
    return value >= 10 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2g", value);
  }
}
