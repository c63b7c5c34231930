package dev.sluice.receiver.prometheus.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.series.MappingOptions.Limits;
import dev.sluice.receiver.prometheus.series.TestTarget.Request;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Pages whose scrape is too large for one batch: the parts together are what one batch would be.
 */
class LargePageTest {
  private static final int SERIES = 70_000;
  private static final String LONG = "x".repeat(64);

  /** Two kinds of families, of which neither fits; two scopes and two resources. */
  private static String page(int round, int series) {
    var page = new StringBuilder("# HELP g_total of many\n# TYPE g_total counter\n");
    for (int i = 0; i < series; i++) {
      String more = i % 3 == 0 ? ",otel_scope_name=\"s\",otel_scope_version=\"1\"" : "";
      String instance = i % 2 == 0 ? "" : ",instance=\"other:1\"";
      page.append(
          "g_total{i=\"%d\",l=\"%s\"%s%s} %d\n".formatted(i, LONG, more, instance, i + round));
    }
    page.append("# TYPE h histogram\n");
    for (int i = 0; i < series / 10; i++) {
      page.append("h_bucket{i=\"%d\",le=\"1\"} %d\n".formatted(i, 1 + round));
      page.append("h_bucket{i=\"%d\",le=\"+Inf\"} %d\n".formatted(i, 2 + round));
      page.append("h_sum{i=\"%d\"} 1.5\nh_count{i=\"%d\"} %d\n".formatted(i, i, 2 + round));
    }
    return page.toString();
  }

  private static TestTarget target() {
    return target(Limits.NONE);
  }

  private static TestTarget target(Limits limits) {
    MappingOptions dflt = TestTarget.options();
    return new TestTarget(
        new MappingOptions(
            true,
            dflt.honorTimestamps(),
            dflt.trackTimestampsStaleness(),
            dflt.metricRelabeling(),
            limits,
            dflt.externalLabels(),
            dflt.trimMetricSuffixes(),
            dflt.startTimeMetric(),
            dflt.extraReport(),
            dflt.retention(),
            dflt.memoryBytes(),
            dflt.room(),
            dflt.version()));
  }

  @Test
  void parts_areBounded_andTogetherHaveEveryPointOnce() throws Exception {
    TestTarget target = target();
    target.text(page(0, SERIES));
    long start = target.nanos();
    Request request = target.text(page(1, SERIES));

    assertThat(target.parts()).hasSizeBetween(3, 6);
    for (Scraped part : target.parts()) {
      assertThat(part.bytes()).isLessThan(Scraped.MAX_BYTES + 1000);
    }
    Map<String, NumberDataPoint> numbers = numbers(request);
    assertThat(numbers).hasSize(SERIES + 5);
    for (int i = 0; i < SERIES; i++) {
      NumberDataPoint point = numbers.get("g_total" + i);
      assertThat(point.getAsDouble()).isEqualTo(i + 1);
      assertThat(point.getStartTimeUnixNano()).isEqualTo(start);
    }
    assertThat(histograms(request)).isEqualTo(SERIES / 10);
  }

  @Test
  void whatVanishes_isMarked_inPartsToo() throws Exception {
    TestTarget target = target();
    target.text(page(0, SERIES));
    target.text(page(1, SERIES / 10));
    assertThat(numbers(target.failedScrape())).hasSize(SERIES / 10 + 5);
    target.text(page(0, SERIES));
    Request gone = target.failedScrape();

    assertThat(target.parts()).hasSizeGreaterThan(1);
    Map<String, NumberDataPoint> numbers = numbers(gone);
    assertThat(numbers).hasSize(SERIES + 5);
    assertThat(numbers.get("up").getAsDouble()).isZero();
    assertThat(numbers.get("g_total7").getFlags()).isEqualTo(1);
  }

  /** Nothing leaves before all of the page is known. */
  @Test
  void aPageBeyondItsLimit_bringsNothing() throws Exception {
    TestTarget target = target(new Limits(SERIES, 0, 0, 0));
    assertThat(target.refused(page(0, SERIES))).contains("sample_limit is " + SERIES);
    assertThat(numbers(target.fail())).hasSize(5);
    assertThat(target.parts()).hasSize(1);
  }

  @Test
  void aPageThatFits_isOneBatch() throws Exception {
    TestTarget target = target();
    target.text(page(0, 1000));
    assertThat(target.parts()).hasSize(1);
  }

  /** By name and the label {@code i}; each may be there once. */
  private static Map<String, NumberDataPoint> numbers(Request request) {
    var numbers = new HashMap<String, NumberDataPoint>();
    for (ResourceMetrics resource : request.resources()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          var points =
              metric.hasSum()
                  ? metric.getSum().getDataPointsList()
                  : metric.getGauge().getDataPointsList();
          for (NumberDataPoint point : points) {
            String i = TestTarget.attributes(point.getAttributesList()).getOrDefault("i", "");
            assertThat(numbers.put(metric.getName() + i, point)).isNull();
          }
        }
      }
    }
    return numbers;
  }

  private static int histograms(Request request) {
    int found = 0;
    for (ResourceMetrics resource : request.resources()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
            assertThat(point.getBucketCountsList()).containsExactly(2L, 1L);
            found++;
          }
        }
      }
    }
    return found;
  }
}
