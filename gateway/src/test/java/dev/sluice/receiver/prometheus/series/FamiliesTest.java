package dev.sluice.receiver.prometheus.series;

import static dev.sluice.receiver.prometheus.series.TestTarget.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.series.TestTarget.Request;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the types of pages become in OTLP. */
class FamiliesTest {
  private final TestTarget target = new TestTarget();

  @Test
  void aCounter_isAMonotonicSumUnderItsSamplesName() throws PageException {
    Request request = target.openMetrics("# TYPE a counter\n# HELP a Some.\na_total{x=\"y\"} 3\n");

    Metric metric = request.metric("a_total");
    assertThat(metric.getDescription()).isEqualTo("Some.");
    assertThat(metric.getSum().getIsMonotonic()).isTrue();
    assertThat(metric.getSum().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    assertThat(attributes(metric.getMetadataList()))
        .isEqualTo(Map.of("prometheus.type", "counter"));
    NumberDataPoint point = request.number("a_total");
    assertThat(point.getAsDouble()).isEqualTo(3);
    assertThat(attributes(point.getAttributesList())).isEqualTo(Map.of("x", "y"));
    assertThat(point.getTimeUnixNano()).isEqualTo(target.nanos());
    assertThat(request.names()).containsExactly("a_total");
  }

  @ParameterizedTest
  @CsvSource({
    "# TYPE a_total counter, a_total, a_total, sum monotonic, counter",
    "# TYPE a counter, a, a, sum monotonic, counter",
    "# TYPE a counter, a_total, a_total, sum monotonic, counter",
    "# TYPE a counter, a_count, a_count, sum monotonic, counter",
    "# TYPE a gauge, a, a, gauge, gauge",
    "# TYPE a_sum gauge, a_sum, a_sum, gauge, gauge",
    "# TYPE a gauge, a_sum, a_sum, gauge, unknown",
    "# TYPE a unknown, a_total, a_total, gauge, unknown",
    "# TYPE a unknown, a, a, gauge, unknown",
    "# HELP a x, a, a, gauge, unknown",
    "# TYPE b gauge, a, a, gauge, unknown",
    "# TYPE a info, a_info, a, sum, info",
    "# TYPE a stateset, a, a, sum, stateset",
    "# TYPE a gaugehistogram, a_bucket, a, gauge, gaugehistogram",
    "# TYPE a gaugehistogram, a_gcount, a_gcount, gauge, unknown",
    "# TYPE a gaugehistogram, a_gsum, a_gsum, gauge, unknown",
    "# TYPE up counter, scrape, scrape, gauge, unknown",
  })
  void types_decideKindAndName(
      String type, String sample, String name, String kind, String metadata) throws PageException {
    Request request = target.openMetrics(type + "\n" + sample + " 1\n");

    assertThat(request.names()).containsExactly(name);
    Metric metric = request.metric(name);
    String found =
        metric.hasGauge() ? "gauge" : metric.getSum().getIsMonotonic() ? "sum monotonic" : "sum";
    assertThat(found).isEqualTo(kind);
    assertThat(attributes(metric.getMetadataList())).containsEntry("prometheus.type", metadata);
  }

  @Test
  void aGauge_hasNoStart() throws PageException {
    assertThat(target.text("# TYPE a gauge\na 1\n").number("a").getStartTimeUnixNano()).isZero();
  }

  @Test
  void aHistogram_isPutTogether() throws PageException {
    Request request =
        target.text(
            """
            # TYPE h histogram
            # HELP h Latencies.
            h_bucket{x="y",le="0.05"} 1000
            h_bucket{x="y",le="0.5"} 1500
            h_bucket{x="y",le="1"} 2000
            h_bucket{x="y",le="+Inf"} 2500
            h_sum{x="y"} 5000
            h_count{x="y"} 2500
            """);

    HistogramDataPoint point = histogram(request, "h");
    assertThat(request.names()).containsExactly("h");
    assertThat(request.metric("h").getDescription()).isEqualTo("Latencies.");
    assertThat(request.metric("h").getHistogram().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    assertThat(point.getExplicitBoundsList()).containsExactly(0.05, 0.5, 1.0);
    assertThat(point.getBucketCountsList()).containsExactly(1000L, 500L, 500L, 500L);
    assertThat(point.getCount()).isEqualTo(2500);
    assertThat(point.getSum()).isEqualTo(5000);
    assertThat(attributes(point.getAttributesList())).isEqualTo(Map.of("x", "y"));
  }

  @ParameterizedTest
  @CsvSource({
    // buckets in any order, twice, without +Inf, without any
    "'h_bucket{le=\"2\"} 3;h_bucket{le=\"1\"} 1;h_count 3', '1.0 2.0', '1 2 0', 3",
    "'h_bucket{le=\"1\"} 1;h_bucket{le=\"1.0\"} 7;h_count 3', '1.0', '1 2', 3",
    "'h_bucket{le=\"1\"} 1;h_count 3', '1.0', '1 2', 3",
    "'h_count 3', '', '3', 3",
    "'h_bucket{le=\"+Inf\"} 3;h_count 3', '', '3', 3",
    // pages that contradict themselves
    "'h_bucket{le=\"1\"} 5;h_bucket{le=\"2\"} 4;h_count 6', '1.0 2.0', '5 0 1', 6",
    "'h_bucket{le=\"1\"} 5;h_count 3', '1.0', '5 0', 5",
    "'h_bucket{le=\"1\"} NaN;h_count -3', '1.0', '0 0', 0",
  })
  void aHistogram_alwaysAddsUp(String page, String bounds, String counts, long count)
      throws PageException {
    HistogramDataPoint point =
        histogram(target.text("# TYPE h histogram\n" + page.replace(';', '\n') + "\n"), "h");

    assertThat(words(point.getExplicitBoundsList())).isEqualTo(bounds);
    assertThat(words(point.getBucketCountsList())).isEqualTo(counts);
    assertThat(point.getCount()).isEqualTo(count);
    assertThat(point.hasSum()).isFalse();
  }

  @Test
  void manyBucketsInReverse_areSortedInTime() throws PageException {
    var page = new StringBuilder("# TYPE h histogram\nh_count 20000\n");
    for (int i = 20_000; i > 0; i--) {
      page.append("h_bucket{le=\"").append(i).append("\"} ").append(i).append('\n');
    }

    HistogramDataPoint point = histogram(target.text(page.toString()), "h");
    assertThat(point.getExplicitBoundsList()).hasSize(20_000).isSorted();
    assertThat(point.getBucketCountsList().subList(0, 20_000)).containsOnly(1L);
  }

  @Test
  void aHistogramWithoutCount_isNone() throws PageException {
    assertThat(target.text("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 3\n").names())
        .isEmpty();
  }

  @Test
  void aSummary_isPutTogether() throws PageException {
    Request request =
        target.text(
            """
            # TYPE s summary
            s{x="y",quantile="0.99"} 9.5
            s{x="y",quantile="0.5"} NaN
            s_sum{x="y"} 50
            s_count{x="y"} 10
            """);

    SummaryDataPoint point = request.metric("s").getSummary().getDataPoints(0);
    assertThat(request.names()).containsExactly("s");
    assertThat(point.getQuantileValuesList())
        .extracting(SummaryDataPoint.ValueAtQuantile::getQuantile)
        .containsExactly(0.5, 0.99);
    assertThat(point.getQuantileValues(0).getValue()).isNaN();
    assertThat(point.getQuantileValues(1).getValue()).isEqualTo(9.5);
    assertThat(point.getCount()).isEqualTo(10);
    assertThat(point.getSum()).isEqualTo(50);
    assertThat(attributes(point.getAttributesList())).isEqualTo(Map.of("x", "y"));
  }

  @Test
  void aBucketWithoutABound_isSkippedAndSaid() throws PageException {
    Request request =
        target.text("# TYPE h histogram\nh_bucket{le=\"x\"} 1\nh_bucket 2\nh 3\nh_count 4\n");

    assertThat(histogram(request, "h").getBucketCountsList()).containsExactly(4L);
    assertThat(target.last().skipped()).isEqualTo(3);
    assertThat(target.last().skippedWhy())
        .isEqualTo("h_bucket is a histogram, so it needs a number in its label 'le'");
  }

  @Test
  void samplesOfOnePoint_mustHaveOneTime() throws PageException {
    Request request =
        target.text("# TYPE h histogram\nh_count 4 1000\nh_sum 8 2000\nh_bucket{le=\"1\"} 1\n");

    assertThat(histogram(request, "h").hasSum()).isFalse();
    assertThat(histogram(request, "h").getTimeUnixNano()).isEqualTo(TestTarget.SECOND);
    assertThat(target.last().skipped()).isEqualTo(2);
    assertThat(target.last().skippedWhy()).isEqualTo("the samples of h_sum have different times");
  }

  @Test
  void aSeriesThatStandsTwice_countsOnce() throws PageException {
    Request request =
        target.text("a{x=\"1\",y=\"2\"} 1\na{x=\"1\",y=\"2\"} 2\na{y=\"2\",x=\"1\"} 3\n");

    assertThat(request.value("a")).isEqualTo(1);
    assertThat(target.last().skipped()).isZero();
  }

  @Test
  void metadataOfOneFamily_followItsChanges() throws PageException {
    target.text("a 1\n# TYPE a counter\n# HELP a old\n");
    assertThat(target.text("a 2\n").metric("a").getSum().getIsMonotonic()).isTrue();

    Metric changed = target.text("# HELP a new\na 3\n").metric("a");
    assertThat(changed.getDescription()).isEqualTo("new");
    assertThat(changed.hasSum()).isTrue();

    assertThat(target.text("# TYPE a gauge\na 4\n").metric("a").hasGauge()).isTrue();
  }

  @Test
  void metadataThatIsNoLongerSaid_isForgottenAfterTenPages() throws PageException {
    target.text("# TYPE a counter\na 1\n");
    for (int i = 0; i < 10; i++) assertThat(target.text("a 1\n").metric("a").hasSum()).isTrue();
    // Forgetting is part of the clean-up, which is done every two minutes.
    for (int i = 0; i < 12; i++) target.text("a 1\n");
    assertThat(target.text("a 1\n").metric("a").hasGauge()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "seconds, s",
    "bytes, By",
    "bytes_per_second, By/s",
    "ratio, 1",
    "percent, %",
    "celsius, Cel",
    "furlongs_per_fortnight, furlongs/fortnight",
    "requests, requests",
    "kibibytes_per_minute, KiBy/m"
  })
  void units_becomeUcum(String word, String code) throws PageException {
    String page = "# TYPE a_%1$s gauge\n# UNIT a_%1$s %1$s\na_%1$s 1\n".formatted(word);

    assertThat(target.openMetrics(page).metric("a_" + word).getUnit()).isEqualTo(code);
  }

  @Test
  void reservedAndEmptyLabels_areNoAttributes() throws PageException {
    Request request =
        target.text(
            "a{__scheme__=\"x\",__metrics_path__=\"y\",e=\"\",le=\"1\",quantile=\"2\"} 1\n");

    assertThat(attributes(request.number("a").getAttributesList()))
        .isEqualTo(Map.of("le", "1", "quantile", "2"));
  }

  private static HistogramDataPoint histogram(Request request, String name) {
    assertThat(request.metric(name).getHistogram().getDataPointsList()).hasSize(1);
    return request.metric(name).getHistogram().getDataPoints(0);
  }

  private static String words(List<?> values) {
    return String.join(" ", values.stream().map(String::valueOf).toList());
  }
}
