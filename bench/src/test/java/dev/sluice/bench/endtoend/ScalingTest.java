package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.endtoend.Plot.Point;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The parts of {@link Scaling} that need no gateway. */
class ScalingTest {
  private static final double RATE = 20_000;

  @ParameterizedTest
  @EnumSource(Axis.class)
  void eachAxis_growsInOneThingOnly(Axis axis) {
    for (Cell cell : axis.cells()) {
      List<Traffic> points =
          axis.points().stream().map(value -> axis.traffic(cell, value, RATE)).toList();
      assertThat(points).allSatisfy(point -> assertThat(point.itemsPerSecond()).isEqualTo(RATE));
      assertThat(points.stream().map(point -> point.shape().items()).distinct())
          .hasSize(axis == Axis.SIZE ? 4 : 1);
      assertThat(points.stream().map(Traffic::connections).distinct())
          .hasSize(axis == Axis.CONNECTIONS ? 4 : 1);
      boolean morePods = axis == Axis.SERIES || axis == Axis.SERVICES;
      // The largest request alone may have more pods than the others.
      if (axis != Axis.SIZE) {
        assertThat(points.stream().map(point -> point.shape().pods()).distinct())
            .hasSize(morePods ? axis.points().size() : 1);
      }
    }
  }

  @Test
  void series_areAsManyAsTheAxisSays() {
    for (int value : Axis.SERIES.points()) {
      Shape shape = Axis.SERIES.traffic(Cell.METRICS_10K, value, RATE).shape();
      assertThat(shape.pods() * shape.itemsPerPod()).isEqualTo(value);
    }
  }

  @Test
  void aRequestOf4MiB_hasEachSeriesOnce() {
    Shape shape = Axis.SIZE.traffic(Cell.METRICS_10K, Axis.LARGEST, RATE).shape();
    assertThat(shape.resources()).isLessThanOrEqualTo(shape.pods());
  }

  @Test
  void aRunOfLargeRequests_isLongEnoughForSome() {
    Traffic large = Axis.SIZE.traffic(Cell.LOGS, Axis.LARGEST, RATE);
    assertThat(large.secondsOfARun(1) * large.requestsPerSecond()).isBetween(4.9, 10.0);
    assertThat(Axis.SIZE.traffic(Cell.LOGS, 100, RATE).secondsOfARun(1)).isEqualTo(1);
  }

  @Test
  void axes_areNamed() {
    assertThat(Axis.named("size, series")).containsExactly(Axis.SIZE, Axis.SERIES);
  }

  @Test
  void aPlot_isXmlWithALineForEachName() throws Exception {
    var lines = new LinkedHashMap<String, List<Point>>();
    lines.put("logs", List.of(new Point(10, 4), new Point(100, 2), new Point(1000, 1)));
    lines.put("metrics & <more>", List.of(new Point(10, 8), new Point(1000, 2)));
    Document svg = parse(Plot.svg("CPU, µs", "items", lines));
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(5);
    String points =
        svg.getElementsByTagName("polyline")
            .item(0)
            .getAttributes()
            .getNamedItem("points")
            .getNodeValue();
    // Equal steps for equal ratios, half as high for half as much.
    assertThat(points).isEqualTo("80.0,196.4 340.0,243.2 600.0,266.6");
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("metrics & <more>", "1,000", "prefers-color-scheme: dark");
  }

  @Test
  void aPlotOfOnePoint_isDrawn() throws Exception {
    assertThat(parse(Plot.svg("CPU", "cores", new LinkedHashMap<>()))).isNotNull();
    var lines = new LinkedHashMap<String, List<Point>>();
    lines.put("logs", List.of(new Point(1, 3)));
    assertThat(Plot.svg("CPU", "cores", lines)).contains("340.0,").doesNotContain("NaN");
  }

  @Test
  void theTop_isARoundNumber() {
    assertThat(Plot.roundUp(7.1)).isEqualTo(10);
    assertThat(Plot.roundUp(0.21)).isEqualTo(0.25);
    assertThat(Plot.roundUp(180)).isEqualTo(200);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
