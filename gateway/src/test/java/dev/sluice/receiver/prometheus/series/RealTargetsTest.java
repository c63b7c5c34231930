package dev.sluice.receiver.prometheus.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.receiver.prometheus.series.TestTarget.Request;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of jmx_exporter and Micrometer become the metrics that are on them. */
class RealTargetsTest {

  @ParameterizedTest
  @CsvSource({
    "jmx.prom, TEXT",
    "jmx.om, OPENMETRICS",
    "micrometer.prom, TEXT",
    "micrometer.om, OPENMETRICS"
  })
  void everySample_endsInAPoint(String file, PageFormat format) throws Exception {
    String page = page(file);
    TestTarget target = new TestTarget();
    Request first = target.scrape(format, page);
    int report = 5;

    assertThat(first.allPoints()).isEqualTo(points(page).size() + report);
    assertThat(target.last().skipped()).isZero();
    assertThat(first.value("scrape_samples_scraped"))
        .isEqualTo(page.lines().filter(line -> !line.startsWith("#")).count());

    Request second = target.scrape(format, page);
    assertThat(second.allPoints()).isEqualTo(first.allPoints());
    assertThat(second.value("scrape_series_added")).isZero();
    assertThat(target.failedScrape().allPoints()).isEqualTo(first.allPoints());
  }

  /** Series of the page, where those of a histogram or summary count once. */
  private static Set<String> points(String page) {
    var distributions = new HashSet<String>();
    Matcher types = Pattern.compile("(?m)^# TYPE (\\w+) (histogram|summary)$").matcher(page);
    while (types.find()) distributions.add(types.group(1));
    var points = new HashSet<String>();
    for (String line : page.lines().filter(l -> !l.startsWith("#")).toList()) {
      String series = line.substring(0, line.lastIndexOf(' '));
      String name = series.replaceFirst("\\{.*", "");
      String family = name.replaceFirst("_(bucket|sum|count|created)$", "");
      if (distributions.contains(family) || distributions.contains(name)) {
        series =
            series
                .replaceFirst("^" + name, distributions.contains(name) ? name : family)
                .replaceFirst(",?(le|quantile)=\"[^\"]*\",?", "")
                .replace("{}", "")
                .replace(",}", "}");
      }
      points.add(series);
    }
    return points;
  }

  @Test
  void micrometersRequests_areOneHistogram() throws Exception {
    Request request = new TestTarget().scrape(PageFormat.OPENMETRICS, page("micrometer.om"));
    Metric metric =
        request.metrics().stream().filter(Metric::hasHistogram).findFirst().orElseThrow();
    HistogramDataPoint point = metric.getHistogram().getDataPoints(0);

    assertThat(metric.getHistogram().getDataPointsCount()).isPositive();
    assertThat(point.getBucketCountsList().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(point.getCount());
    assertThat(point.getExplicitBoundsList()).isSorted().hasSizeGreaterThan(10);
  }

  private static String page(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RealTargetsTest.class.getResourceAsStream("/dev/sluice/receiver/prometheus/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replaceFirst("# EOF\n$", "# EOF\n");
    }
  }
}
