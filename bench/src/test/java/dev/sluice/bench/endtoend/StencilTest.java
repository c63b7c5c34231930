package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StencilTest {
  private static final long NOW = 1_790_000_000_000_000_000L;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noMark_isLeft(Kind kind) {
    String request =
        new String(new Stencil(kind, 100, 20).make(0, NOW), StandardCharsets.ISO_8859_1);
    assertThat(request)
        .doesNotContain("^^^", "@@@", "~~~", "\u00f1\u00f1\u00f1", "\u00f2\u00f2\u00f2")
        .doesNotContain("\u00f3\u00f3\u00f3", "\u00f4\u00f4\u00f4", "\u00f5\u00f5\u00f5")
        .doesNotContain("\u00e6\u00e6\u00e6");
  }

  @Test
  void spans_haveIdsAndTimesOfTheirOwn() throws Exception {
    List<Span> spans = spans(1_234_500);
    var seen = new ArrayList<Long>();
    Bodies.read(
        "/v1/traces", new Stencil(Kind.TRACES, 100, 20).make(1_234_500, NOW), false, seen::add);
    assertThat(seen).isEqualTo(LongStream.range(1_234_500, 1_234_600).boxed().toList());
    assertThat(spans).extracting(Span::getSpanId).doesNotHaveDuplicates();
    assertThat(new HashSet<>(spans.stream().map(Span::getTraceId).toList())).hasSize(25);
    assertThat(spans).extracting(Span::getStartTimeUnixNano).doesNotHaveDuplicates();
    assertThat(spans)
        .allSatisfy(
            span ->
                assertThat(span.getEndTimeUnixNano())
                    .isGreaterThanOrEqualTo(span.getStartTimeUnixNano())
                    .isBetween(NOW, NOW + 3_000_000));
    assertThat(spans(1_234_600))
        .extracting(Span::getSpanId)
        .doesNotContainAnyElementsOf(spans.stream().map(Span::getSpanId).toList());
  }

  @Test
  void records_sayTheirNumber() throws Exception {
    byte[] request = new Stencil(Kind.LOGS, 100, 20).make(700, NOW);
    var seen = new ArrayList<Long>();
    Bodies.read("/v1/logs", request, false, seen::add);
    assertThat(seen).isEqualTo(LongStream.range(700, 800).boxed().toList());
    assertThat(ExportLogsServiceRequest.parseFrom(request).toString())
        .contains("#0000000700 order placed");
  }

  @Test
  void pods_takeTurns_andHave500SeriesEach() throws Exception {
    var series = new HashSet<String>();
    var values = new ArrayList<Double>();
    var stencil = new Stencil(Kind.METRICS, 100, 4);
    for (long from = 0; from < 3000; from += 100) {
      var resource =
          ExportMetricsServiceRequest.parseFrom(stencil.make(from, NOW)).getResourceMetrics(0);
      for (Metric metric : resource.getScopeMetrics(0).getMetricsList()) {
        points(metric)
            .forEach(
                point -> {
                  values.add(point.getAsDouble());
                  series.add(resource.getResource() + metric.getName() + point.getAttributesList());
                });
      }
    }
    assertThat(values).isEqualTo(LongStream.range(0, 3000).mapToObj(n -> (double) n).toList());
    assertThat(series).hasSize(2000);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theLargestRequest_isJustBelowFourMebibytes(Kind kind) {
    var stencil = new Stencil(Shape.largest(kind, 50));
    assertThat(stencil.make(0, NOW).length).isBetween(4_000_000, (4 << 20) - 1);
    assertThat(stencil.count()).isGreaterThan(10_000).isEqualTo(stencil.count() / 500 * 500);
  }

  @Test
  void aLargeRequest_hasAResourceForEach500Items() throws Exception {
    var request =
        ExportMetricsServiceRequest.parseFrom(new Stencil(Kind.METRICS, 1500, 4).make(1500, NOW));
    assertThat(request.getResourceMetricsList())
        .extracting(of -> of.getResource().getAttributes(5).getValue().getStringValue())
        .containsExactly(
            "checkout-7d9f8b6c5-00003", "checkout-7d9f8b6c5-00000", "checkout-7d9f8b6c5-00001");
    var series = new HashSet<String>();
    for (var resource : request.getResourceMetricsList()) {
      for (Metric metric : resource.getScopeMetrics(0).getMetricsList()) {
        points(metric)
            .forEach(point -> series.add(resource.getResource() + "" + point.getAttributesList()));
      }
    }
    assertThat(series).hasSize(1500);
  }

  @Test
  void services_takeTurnsWithEachRequest() throws Exception {
    var stencil = new Stencil(Shape.ofServices(Kind.LOGS, 10, 1_000_000));
    for (long request : new long[] {0, 1, 123_456, 999_999, 1_000_000}) {
      var resource =
          ExportLogsServiceRequest.parseFrom(stencil.make(request * 10, NOW)).getResourceLogs(0);
      assertThat(resource.getResource().getAttributes(0).getValue().getStringValue())
          .isEqualTo("checkout-%07d".formatted(request % 1_000_000));
    }
  }

  @Test
  void aPod_isNotCutByARequest() {
    assertThatThrownBy(() -> Shape.of(Kind.LOGS, 300, 2)).hasMessageContaining("300");
    assertThatThrownBy(() -> Shape.of(Kind.LOGS, 750, 2)).hasMessageContaining("750");
  }

  private static Stream<NumberDataPoint> points(Metric metric) {
    return Stream.concat(
        metric.getSum().getDataPointsList().stream(),
        metric.getGauge().getDataPointsList().stream());
  }

  private static List<Span> spans(long from) throws Exception {
    return ExportTraceServiceRequest.parseFrom(new Stencil(Kind.TRACES, 100, 20).make(from, NOW))
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpansList();
  }
}
