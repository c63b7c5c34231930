package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import dev.sluice.testkit.FieldOrder;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Label;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class EncoderPropertiesTest {
  /** One for all tries: what one request leaves in the cache must not change another. */
  private static final WriteRequestEncoder SHARED =
      new WriteRequestEncoder(Translation.DEFAULT, 64 << 10);

  @Property
  void anyRequest_isTranslatedAsTheNaiveWay(@ForAll long seed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    assertSame(Encoding.encoder(Translation.DEFAULT), request.toByteArray(), request);
  }

  @Property
  void aCacheThatHasSeenOthers_changesNothing(@ForAll long seed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    // A new resource each time, so that target_info's memory of time stays out of it.
    assertSame(SHARED, request.toByteArray(), request);
    assertThat(SHARED.cache().bytes()).isLessThanOrEqualTo(64 << 10);
  }

  @Property
  void theOrderOfFields_changesNothing(@ForAll long seed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    assertSame(Encoding.encoder(Translation.DEFAULT), FieldOrder.reversed(request), request);
  }

  private static void assertSame(
      WriteRequestEncoder encoder, byte[] bytes, ExportMetricsServiceRequest request) {
    Batch batch = Metrics.batch(bytes);
    NaiveTranslation naive = NaiveTranslation.of(request);

    Encoding encoding = Encoding.of(encoder, batch);

    assertThat(encoding.omissions.values().stream().mapToInt(i -> i).sum()).isEqualTo(naive.lost);
    var samples = new TreeMap<String, List<RemoteWrite.Sample>>();
    var histograms = new TreeMap<String, List<Long>>();
    for (RemoteWrite.TimeSeries series : encoding.request.timeseries()) {
      assertLegal(series.labels());
      if (!series.samples().isEmpty()) {
        assertThat(samples.put(series.name(), series.samples())).as("one series once").isNull();
      }
      if (!series.histograms().isEmpty()) {
        histograms.put(
            series.name(),
            series.histograms().stream().map(RemoteWrite.Histogram::millis).toList());
      }
      assertThat(series.samples().size() + series.histograms().size()).isPositive();
    }
    assertThat(histograms).isEqualTo(naive.histograms);
    assertEqualSamples(samples, naive.samples);
  }

  /**
   * But target_info, which a shared encoder writes only if it is not older than before, and the end
   * of sums that it knows of.
   */
  private static void assertEqualSamples(
      Map<String, List<RemoteWrite.Sample>> actual, Map<String, List<RemoteWrite.Sample>> naive) {
    var expected = new TreeMap<>(naive);
    expected
        .keySet()
        .removeIf(name -> name.contains("\"target_info\"") && !actual.containsKey(name));
    actual.entrySet().removeIf(e -> !expected.containsKey(e.getKey()) && isEndOfSums(e));
    assertThat(actual).isEqualTo(expected);
  }

  private static boolean isEndOfSums(Map.Entry<String, List<RemoteWrite.Sample>> series) {
    return series.getKey().contains("_sum\"")
        && series.getValue().stream().allMatch(s -> s.bits() == Values.STALE);
  }

  private static void assertLegal(List<Label> labels) {
    var names = new HashSet<String>();
    String before = "";
    for (Label label : labels) {
      assertThat(label.name()).matches("[a-zA-Z_][a-zA-Z0-9_]*").isGreaterThan(before);
      assertThat(label.value()).isNotEmpty();
      assertThat(names.add(label.name())).isTrue();
      before = label.name();
    }
    assertThat(labels)
        .filteredOn(label -> label.name().equals("__name__"))
        .singleElement()
        .satisfies(label -> assertThat(label.value()).matches("[a-zA-Z_:][a-zA-Z0-9_:]*"));
  }
}
