package dev.sluice.receiver.prometheus.series;

import static dev.sluice.receiver.prometheus.series.TestTarget.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.series.TestTarget.Request;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start times and stale markers, from scrape to scrape. */
class LifeOfSeriesTest {
  private static final String COUNTER = "# TYPE a_total counter\na_total %s\n";

  private final TestTarget target = new TestTarget();

  @Test
  void aCounter_startsAtItsFirstTimeAndAnewWhenItFalls() throws PageException {
    NumberDataPoint first = target.text(COUNTER.formatted(5)).number("a_total");
    long start = target.nanos();
    assertThat(first.getStartTimeUnixNano()).isEqualTo(start).isEqualTo(first.getTimeUnixNano());

    NumberDataPoint second = target.text(COUNTER.formatted(7)).number("a_total");
    assertThat(second.getStartTimeUnixNano()).isEqualTo(start);
    assertThat(second.getTimeUnixNano()).isEqualTo(start + 10 * SECOND);

    NumberDataPoint fallen = target.text(COUNTER.formatted(6)).number("a_total");
    assertThat(fallen.getStartTimeUnixNano()).isEqualTo(start + 20 * SECOND);

    NumberDataPoint same = target.text(COUNTER.formatted(6)).number("a_total");
    assertThat(same.getStartTimeUnixNano()).isEqualTo(start + 20 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# TYPE a histogram\na_count %d\n",
        "# TYPE a histogram\na_count 5\na_sum %d\n",
        "# TYPE a summary\na_count %d\n",
        "# TYPE a summary\na_count 5\na_sum %d\n"
      })
  void distributions_startAnewWhenCountOrSumFall(String page) throws PageException {
    long start = start(target.text(page.formatted(5)));
    assertThat(start).isEqualTo(target.nanos());
    assertThat(start(target.text(page.formatted(6)))).isEqualTo(start);
    assertThat(start(target.text(page.formatted(4)))).isEqualTo(target.nanos());
  }

  private static long start(Request request) {
    List<HistogramDataPoint> histograms = request.metric("a").getHistogram().getDataPointsList();
    List<SummaryDataPoint> summaries = request.metric("a").getSummary().getDataPointsList();
    return histograms.isEmpty()
        ? summaries.get(0).getStartTimeUnixNano()
        : histograms.get(0).getStartTimeUnixNano();
  }

  @Test
  void createdSamples_areStartTimes() throws PageException {
    Request request =
        target.openMetrics(
            """
            # TYPE c counter
            c_total 1
            c_created 1600000000.5
            # TYPE a histogram
            a_count 1
            a_created 1600000001
            # TYPE s summary
            s_count 1
            s_created 1600000002
            # TYPE n counter
            n_total 1
            n_created NaN
            """);

    assertThat(request.names()).containsExactly("c_total", "a", "s", "n_total");
    assertThat(request.number("c_total").getStartTimeUnixNano())
        .isEqualTo(1_600_000_000_500_000_000L);
    assertThat(start(request)).isEqualTo(1_600_000_001 * SECOND);
    assertThat(request.metric("s").getSummary().getDataPoints(0).getStartTimeUnixNano())
        .isEqualTo(1_600_000_002 * SECOND);
    assertThat(request.number("n_total").getStartTimeUnixNano()).isEqualTo(target.nanos());
  }

  @Test
  void aCreatedTimeInTheFuture_isNoLaterThanThePoint() throws PageException {
    Request request = target.openMetrics("# TYPE c counter\nc_total 1\nc_created 4e9\n");

    assertThat(request.number("c_total").getStartTimeUnixNano()).isEqualTo(target.nanos());
  }

  @Test
  void theProcessStartTime_mayBeTheStartOfAll() throws PageException {
    TestTarget byProcess = new TestTarget(withStartTimeMetric("^process_start_time_seconds$"));
    Request request =
        byProcess.text(
            "# TYPE a_total counter\na_total 1\nb 2\nprocess_start_time_seconds 1600000000\n");

    assertThat(request.number("a_total").getStartTimeUnixNano()).isEqualTo(1_600_000_000 * SECOND);
    assertThat(request.number("b").getStartTimeUnixNano()).isZero();
    assertThat(byProcess.failedScrape().number("a_total").getStartTimeUnixNano())
        .isEqualTo(1_600_000_000 * SECOND);
  }

  @Test
  void aPageWithoutTheProcessStartTime_fails() {
    TestTarget byProcess = new TestTarget(withStartTimeMetric("^process_start_time_seconds$"));

    assertThat(byProcess.refused("a_total 1\n"))
        .isEqualTo("there is no start time: no gauge is called ^process_start_time_seconds$");
    assertThat(byProcess.fail().value("up")).isZero();
  }

  private static MappingOptions withStartTimeMetric(String regex) {
    MappingOptions d = TestTarget.options();
    return new MappingOptions(
        d.honorLabels(),
        d.honorTimestamps(),
        d.trackTimestampsStaleness(),
        d.metricRelabeling(),
        d.limits(),
        d.externalLabels(),
        d.trimMetricSuffixes(),
        Pattern.compile(regex),
        d.extraReport(),
        d.retention(),
        d.memoryBytes(),
        d.room(),
        d.version());
  }

  @Test
  void aSeriesThatVanishes_isMarkedOnce() throws PageException {
    target.text("a 1\nb 2\n");
    Request gone = target.text("b 3\n");

    NumberDataPoint marker = gone.number("a");
    assertThat(marker.getFlags()).isEqualTo(1);
    assertThat(marker.hasAsDouble()).isFalse();
    assertThat(marker.getTimeUnixNano()).isEqualTo(target.nanos());
    assertThat(gone.number("b").getFlags()).isZero();
    assertThat(target.text("b 4\n").names()).containsExactly("b");
  }

  @Test
  void aCountersMarker_keepsItsStart() throws PageException {
    target.text(COUNTER.formatted(5));
    long start = target.nanos();

    assertThat(target.text("").number("a_total").getStartTimeUnixNano()).isEqualTo(start);
    NumberDataPoint back = target.text(COUNTER.formatted(6)).number("a_total");
    assertThat(back.getStartTimeUnixNano()).isEqualTo(start);
    assertThat(back.getFlags()).isZero();
  }

  @Test
  void aHistogramsMarker_keepsItsBounds() throws PageException {
    target.text(
        "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count 3\n");
    HistogramDataPoint marker = target.text("").metric("h").getHistogram().getDataPoints(0);

    assertThat(marker.getFlags()).isEqualTo(1);
    assertThat(marker.getExplicitBoundsList()).containsExactly(1.0);
    assertThat(marker.getBucketCountsList()).containsExactly(0L, 0L);
    assertThat(marker.getCount()).isZero();
    assertThat(marker.hasSum()).isFalse();
  }

  @Test
  void aSummarysMarker_keepsItsQuantiles() throws PageException {
    target.text("# TYPE s summary\ns{quantile=\"0.5\"} 2\ns_sum 4\ns_count 3\n");
    SummaryDataPoint marker = target.text("").metric("s").getSummary().getDataPoints(0);

    assertThat(marker.getFlags()).isEqualTo(1);
    assertThat(marker.getQuantileValues(0).getQuantile()).isEqualTo(0.5);
    assertThat(marker.getQuantileValues(0).getValue()).isZero();
    assertThat(marker.getCount()).isZero();
    assertThat(marker.getSum()).isZero();
  }

  @Test
  void aBucketThatVanishes_leavesTheHistogramAlive() throws PageException {
    target.text("# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"2\"} 3\nh_count 3\n");
    HistogramDataPoint point =
        target
            .text("h_bucket{le=\"2\"} 3\nh_count 4\n")
            .metric("h")
            .getHistogram()
            .getDataPoints(0);

    assertThat(point.getFlags()).isZero();
    assertThat(point.getExplicitBoundsList()).containsExactly(2.0);
  }

  @Test
  void aHistogramWhoseCountVanishes_isMarked() throws PageException {
    target.text("# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_count 3\n");
    HistogramDataPoint point =
        target.text("h_bucket{le=\"1\"} 3\n").metric("h").getHistogram().getDataPoints(0);

    assertThat(point.getFlags()).isEqualTo(1);
    assertThat(point.getBucketCountsList()).containsExactly(0L, 0L);
  }

  @Test
  void aFailedScrape_marksEverythingAndReports() throws PageException {
    target.text("a 1\n# TYPE b_total counter\nb_total 2\n");
    Request failed = target.failedScrape();

    assertThat(failed.names()).containsExactly("a", "b_total");
    assertThat(failed.number("a").getFlags()).isEqualTo(1);
    assertThat(failed.number("b_total").getFlags()).isEqualTo(1);
    assertThat(failed.value("up")).isZero();
    assertThat(failed.number("up").getFlags()).isZero();
    assertThat(failed.value("scrape_samples_scraped")).isZero();
    assertThat(target.failedScrape().names()).isEmpty();
  }

  @Test
  void aPageThatBreaksOff_leavesNothing() throws PageException {
    target.text("a 1\nb 2\n");
    assertThat(target.refused("a 5\nnew 6\nbroken\n")).startsWith("line 3: ");
    Request failed = target.fail();

    assertThat(failed.names()).containsExactly("a", "b");
    assertThat(failed.number("a").getFlags()).isEqualTo(1);
    assertThat(failed.value("scrape_samples_scraped")).isEqualTo(2);

    Request back = target.text("a 7\nb 8\n");
    assertThat(back.value("a")).isEqualTo(7);
    assertThat(target.text("b 9\n").number("a").getFlags()).isEqualTo(1);
  }

  @Test
  void seriesWithTheirOwnTime_areNotMarked() throws PageException {
    Request first = target.text("a 1 1000\nb 2\n");
    assertThat(first.number("a").getTimeUnixNano()).isEqualTo(SECOND);

    assertThat(target.text("b 2\n").names()).containsExactly("b");
    target.text("a 1 1000\nb 2\n");
    assertThat(target.failedScrape().names()).containsExactly("b");
  }

  @Test
  void aTimeThatOtlpCannotSay_isSkipped() throws PageException {
    assertThat(target.openMetrics("a 1 -1\nb 2 1e15\nc 3\n").names()).containsExactly("c");
    assertThat(target.last().skipped()).isEqualTo(2);
    assertThat(target.last().skippedWhy()).isEqualTo("a has a time that OTLP cannot say: -1000 ms");
  }

  @Test
  void ordinaryNaN_isAValue() throws PageException {
    NumberDataPoint point = target.text("a NaN\n").number("a");

    assertThat(point.getFlags()).isZero();
    assertThat(point.hasAsDouble()).isTrue();
    assertThat(point.getAsDouble()).isNaN();
  }

  @Test
  void aStartTime_isForgottenAfterTheRetention() throws PageException {
    target.text(COUNTER.formatted(5));
    target.text("");
    for (int i = 0; i < 30; i++) target.text("");
    NumberDataPoint back = target.text(COUNTER.formatted(6)).number("a_total");

    assertThat(back.getStartTimeUnixNano()).isEqualTo(target.nanos());
  }

  @Test
  void aLongOutage_forgetsStartTimesToo() throws PageException {
    target.text(COUNTER.formatted(5));
    for (int i = 0; i < 30; i++) target.failedScrape();
    NumberDataPoint back = target.text(COUNTER.formatted(6)).number("a_total");

    assertThat(back.getStartTimeUnixNano()).isEqualTo(target.nanos());
  }

  @Test
  void newSeriesOnEveryPage_areForgottenBeforeTheyFillTheMemory() throws PageException {
    for (int scrape = 0; scrape < 6; scrape++) {
      target.begin(Duration.ofMillis(1));
      var page = new StringBuilder();
      for (int i = 0; i < 6_000; i++)
        page.append("a{i=\"").append(scrape * 6_000 + i).append("\"} 1\n");
      Request request = target.text(page.toString());
      int markers = scrape == 0 ? 0 : 6_000;
      assertThat(request.metric("a").getGauge().getDataPointsCount()).isEqualTo(6_000 + markers);
    }
    assertThat(target.rememberedSeries()).isLessThanOrEqualTo(22_000 + 6_000);
  }

  @Test
  void aPageWithMoreSeriesThanTheMemoryHolds_isRefused() throws PageException {
    TestTarget small = new TestTarget(withMemory(500_000));
    small.text("a 1\n");
    assertThat(small.refused(many("b", 2_000)))
        .matches("line 1[0-9]{3}: 1[0-9]{3} series and their descriptions are more than .*");
    assertThat(small.fail().number("a").getFlags()).isEqualTo(1);

    assertThat(small.text(many("b", 1_000)).value("up")).isEqualTo(1);
    assertThat(small.text(many("c", 300)).value("up")).as("what vanished is let go").isEqualTo(1);
  }

  @Test
  void aPageWithMoreDescriptionsThanTheMemoryHolds_isRefused() throws PageException {
    TestTarget small = new TestTarget(withMemory(500_000));
    assertThat(small.refused("# HELP a " + "x".repeat(200_000) + "\n"))
        .startsWith("line 1: 0 series and their descriptions are more than");
    small.fail();
    var names = new StringBuilder();
    for (int i = 0; i < 2_000; i++) names.append("# TYPE n").append(i).append(" gauge\n");
    assertThat(small.refused(names.toString())).contains("0 series and their descriptions");
    small.fail();
    assertThat(small.text("# HELP a x\na 1\n").metric("a").getDescription()).isEqualTo("x");
  }

  @Test
  void aPageOfManyInstances_isRefusedBeforeItFillsTheMemory() throws PageException {
    TestTarget small = new TestTarget(withMemory(500_000));
    var page = new StringBuilder("# TYPE otel_scope_info gauge\n");
    for (int i = 0; i < 1_000; i++) {
      page.append("a{otel_scope_name=\"").append(i).append("\"} 1\n");
    }

    assertThat(small.refused(page.toString())).matches("line [3-6][0-9]{2}: .* are more than .*");
    small.fail();
    assertThat(small.text("a 1\n").value("up")).isEqualTo(1);
  }

  @Test
  void whatAllTargetsTogetherMayRemember_isBounded() throws PageException {
    var room = new SeriesRoom(400_000);
    TestTarget one = new TestTarget(withMemory(1_000_000, room));
    TestTarget other = new TestTarget(withMemory(1_000_000, room));
    one.text(many("a", 800));
    assertThat(other.refused(many("b", 800)))
        .contains("the series of all targets together fill the memory");
    other.fail();
    assertThat(one.text(many("a", 800)).value("up")).as("what is there stays").isEqualTo(1);

    one.forgetAll();
    assertThat(other.text(many("b", 800)).value("up")).isEqualTo(1);
    other.forgetAll();
    assertThat(room.taken()).isZero();
  }

  private static String many(String name, int series) {
    var page = new StringBuilder();
    for (int i = 0; i < series; i++) page.append(name).append("{i=\"").append(i).append("\"} 1\n");
    return page.toString();
  }

  private static MappingOptions withMemory(long bytes) {
    return withMemory(bytes, new SeriesRoom(Long.MAX_VALUE));
  }

  private static MappingOptions withMemory(long bytes, SeriesRoom room) {
    MappingOptions d = TestTarget.options();
    return new MappingOptions(
        d.honorLabels(),
        d.honorTimestamps(),
        d.trackTimestampsStaleness(),
        d.metricRelabeling(),
        d.limits(),
        d.externalLabels(),
        d.trimMetricSuffixes(),
        d.startTimeMetric(),
        d.extraReport(),
        d.retention(),
        bytes,
        room,
        d.version());
  }
}
