package dev.sluice.receiver.prometheus.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.receiver.prometheus.series.TestTarget.Request;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Native histograms as exponential ones. */
class NativeHistogramsTest {
  private final TestTarget target = new TestTarget();

  @Test
  void aNativeHistogram_isAnExponentialOne() throws PageException {
    Metric metric = scrape(4, 6, 12.5, false).metric("h");

    assertThat(metric.getDescription()).isEqualTo("Some.");
    ExponentialHistogram histogram = metric.getExponentialHistogram();
    assertThat(histogram.getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    ExponentialHistogramDataPoint point = histogram.getDataPoints(0);
    assertThat(point.getTimeUnixNano()).isEqualTo(target.nanos());
    assertThat(point.getStartTimeUnixNano()).isEqualTo(1_690_000_000_500_000_000L);
    assertThat(point.getCount()).isEqualTo(6);
    assertThat(point.getSum()).isEqualTo(12.5);
    assertThat(point.getScale()).isEqualTo(3);
    assertThat(point.getZeroThreshold()).isEqualTo(0.001);
    assertThat(point.getZeroCount()).isEqualTo(1);
    // Spans begin at the bucket -4, whose lower bound has the index -5.
    assertThat(point.getPositive().getOffset()).isEqualTo(-5);
    assertThat(point.getPositive().getBucketCountsList()).containsExactly(2L, 0L, 0L, 1L, 2L);
    assertThat(point.hasNegative()).isFalse();
    assertThat(point.getExemplarsList())
        .singleElement()
        .matches(e -> e.getTimeUnixNano() == 1_600_000_000_000_000_000L)
        .matches(e -> e.getAsDouble() == 0.25);
    assertThat(TestTarget.attributes(point.getAttributesList())).containsEntry("a", "b");
  }

  @Test
  void bothKinds_areTwoMetricsOfOneName() throws PageException {
    List<Metric> metrics = scrape(4, 6, 12.5, true).metrics();

    assertThat(metrics).extracting(Metric::getName).containsExactly("h", "h");
    assertThat(metrics.get(0).hasExponentialHistogram()).isTrue();
    assertThat(metrics.get(1).getHistogram().getDataPoints(0).getCount()).isEqualTo(6);
  }

  @Test
  void aCountThatFalls_beginsAnew() throws PageException {
    ExponentialHistogramDataPoint first = point(scrape(4, 6, 12.5, false, 0));
    long firstNanos = target.nanos();
    ExponentialHistogramDataPoint second = point(scrape(4, 7, 13, false, 0));
    ExponentialHistogramDataPoint third = point(scrape(4, 6, 2, false, 0));

    assertThat(first.getStartTimeUnixNano()).isEqualTo(firstNanos);
    assertThat(second.getStartTimeUnixNano()).isEqualTo(firstNanos);
    assertThat(third.getStartTimeUnixNano()).isEqualTo(target.nanos());
  }

  @Test
  void aNativeHistogramThatVanishes_isMarkedStale() throws PageException {
    scrape(4, 6, 12.5, false);

    ExponentialHistogramDataPoint point = point(target.scrape(PageFormat.PROTOBUF, new byte[0]));

    assertThat(point.getFlags()).isEqualTo(1);
    assertThat(point.getCount()).isZero();
    assertThat(point.hasPositive()).isFalse();
    assertThat(target.scrape(PageFormat.PROTOBUF, new byte[0]).metrics()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "9, 4, 0, 1, h: a native histogram has the schema 9; known are -4 to 8",
    "3, 5, 0, 1, h: a native gauge histogram is nothing in OTLP",
    "3, 4, -2, 1, h: the spans of a native histogram overlap",
    "3, 4, 2000000000, 1, 'h: a native histogram has 2000000002 buckets, more than 65536'",
    "3, 4, 0, -5, h: a native histogram counts less than nothing",
  })
  void whatOtlpCannotSay_isSkipped(int schema, int type, int gap, int delta, String why)
      throws PageException {
    var data = new ProtoWriter();
    data.varint(1, 3).float64(2, 1).zigzag(5, schema);
    writeSpan(data, 0, 1);
    writeSpan(data, gap, 1);
    data.zigzag(13, 1).zigzag(13, delta);

    Request request = target.scrape(PageFormat.PROTOBUF, page(type, data, 0));

    assertThat(request.metrics()).isEmpty();
    assertThat(target.last().skipped()).isEqualTo(1);
    assertThat(target.last().skippedWhy()).isEqualTo(why);
  }

  @Test
  void histogramsThatWouldFillTheMemory_areRefused() {
    var data = new ProtoWriter();
    data.varint(1, 3).float64(2, 1);
    writeSpan(data, 0, 1);
    writeSpan(data, 65_000, 1);
    data.zigzag(13, 1).zigzag(13, 0);
    var page = new ProtoWriter();
    for (int i = 0; i < 5000; i++) {
      byte[] family = page(4, data, i);
      page.raw(family, 0, family.length);
    }

    assertThat(target.refused(PageFormat.PROTOBUF, page.toByteArray()))
        .contains("are more than this target may fill the memory with");
  }

  @Test
  void countsThatAreNotWhole_areCut() throws PageException {
    var data = new ProtoWriter();
    data.float64(4, 3.5).float64(2, 1).float64(8, 1.25);
    data.varint(7, 99);
    writeSpan(data, 1, 1);
    data.float64(14, 2.25);

    ExponentialHistogramDataPoint point =
        point(target.scrape(PageFormat.PROTOBUF, page(4, data, 0)));

    assertThat(point.getCount()).isEqualTo(3);
    assertThat(point.getZeroCount()).isEqualTo(1);
    assertThat(point.getPositive().getBucketCountsList()).containsExactly(2L);
  }

  private Request scrape(int type, long count, double sum, boolean isBoth) throws PageException {
    return scrape(type, count, sum, isBoth, 1_690_000_000L);
  }

  private Request scrape(int type, long count, double sum, boolean isBoth, long created)
      throws PageException {
    var data = new ProtoWriter();
    data.varint(1, count).float64(2, sum);
    if (isBoth) {
      int bucket = data.begin(3);
      data.varint(1, 3).float64(2, 1);
      data.end(bucket);
    }
    data.zigzag(5, 3).float64(6, 0.001).varint(7, 1);
    writeSpan(data, -4, 1);
    writeSpan(data, 2, 2);
    data.zigzag(13, 2).zigzag(13, -1).zigzag(13, 1);
    if (created > 0) {
      int time = data.begin(15);
      data.varint(1, created).varint(2, 500_000_000);
      data.end(time);
    }
    for (long seconds : new long[] {0, 1_600_000_000}) {
      int exemplar = data.begin(16);
      data.float64(2, 0.25);
      if (seconds > 0) {
        int time = data.begin(3);
        data.varint(1, seconds);
        data.end(time);
      }
      data.end(exemplar);
    }
    return target.scrape(PageFormat.PROTOBUF, page(type, data, 0));
  }

  private static void writeSpan(ProtoWriter data, int offset, int length) {
    int span = data.begin(12);
    data.zigzag(1, offset).varint(2, length);
    data.end(span);
  }

  private static byte[] page(int type, ProtoWriter data, int number) {
    var family = new ProtoWriter();
    family.string(1, number == 0 ? "h" : "h" + number).string(2, "Some.").varint(3, type);
    int metric = family.begin(4);
    int label = family.begin(1);
    family.string(1, "a").string(2, "b");
    family.end(label);
    family.bytes(7, data.toByteArray());
    family.end(metric);
    return new ProtoWriter()
        .rawVarint(family.size())
        .raw(family.array(), 0, family.size())
        .toByteArray();
  }

  private static ExponentialHistogramDataPoint point(Request request) {
    return request.metric("h").getExponentialHistogram().getDataPoints(0);
  }
}
