package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.batch;
import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.histogram;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointLabelsTest {
  @Test
  void theSameBytes_inAnotherResourceMetricOrKind_areOtherSeries() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, 10 << 20);
    var p = point(1, 1_000_000, "a", "x");

    Encoding first =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), gauge("m", "", p))));
    Encoding second =
        Encoding.of(encoder, batch(request(resource("service.name", "t"), gauge("m", "", p))));
    Encoding third =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), gauge("n", "", p))));
    Encoding fourth =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), counter("m", "", p))));
    Encoding fifth =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), gauge("m", "s", p))));

    assertThat(List.of(first.names(), second.names(), third.names(), fourth.names(), fifth.names()))
        .containsExactly(
            List.of("{__name__=\"m\",a=\"x\",job=\"s\"}"),
            List.of("{__name__=\"m\",a=\"x\",job=\"t\"}"),
            List.of("{__name__=\"n\",a=\"x\",job=\"s\"}"),
            List.of("{__name__=\"m_total\",a=\"x\",job=\"s\"}"),
            List.of("{__name__=\"m_seconds\",a=\"x\",job=\"s\"}"));
  }

  @Test
  void pointsOfOneMetric_haveAllLabelsOfTheirResource_whateverAttributesTheirNeighboursHave() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, 10 << 20);
    var before = point(1, 1_000_000, "a", "x");
    var same = point(1, 1_000_000, "a", "y");
    var behind = point(1, 1_000_000, "k", "x");
    var metric = gauge("m", "", before, same, behind, point(1, 1_000_000, "k", "y"), before);

    var both =
        request(resource("service.name", "s", "service.instance.id", "i"), metric).toBuilder()
            .mergeFrom(request(resource("service.name", "t", "service.instance.id", "i"), metric))
            .build();

    Encoding encoding = Encoding.of(encoder, batch(both));

    assertThat(encoding.names())
        .containsExactlyInAnyOrder(
            "{__name__=\"m\",a=\"x\",instance=\"i\",job=\"s\"}",
            "{__name__=\"m\",a=\"y\",instance=\"i\",job=\"s\"}",
            "{__name__=\"m\",instance=\"i\",job=\"s\",k=\"x\"}",
            "{__name__=\"m\",instance=\"i\",job=\"s\",k=\"y\"}",
            "{__name__=\"m\",a=\"x\",instance=\"i\",job=\"t\"}",
            "{__name__=\"m\",a=\"y\",instance=\"i\",job=\"t\"}",
            "{__name__=\"m\",instance=\"i\",job=\"t\",k=\"x\"}",
            "{__name__=\"m\",instance=\"i\",job=\"t\",k=\"y\"}");
  }

  @Test
  void differentPoints_meetInOneSeries() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, 10 << 20);
    var gauge = gauge("h_sum", "", point(1, 1_000_000));
    var histogram =
        histogram("h", "", HistogramDataPoint.newBuilder().setTimeUnixNano(2_000_000).setSum(2));

    Encoding encoding = Encoding.of(encoder, batch(request(resource(), histogram, gauge)));

    assertThat(encoding.series("{__name__=\"h_sum\"}").samples()).hasSize(2);
    assertThat(encoding.names()).doesNotHaveDuplicates();
  }
}
