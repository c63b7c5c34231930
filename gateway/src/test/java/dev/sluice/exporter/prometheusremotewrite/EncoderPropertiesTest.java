package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import dev.sluice.testkit.FieldOrder;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Label;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EncoderPropertiesTest {
  /** One for all tries: what one request leaves in the cache must not change another. */
  private static final WriteRequestEncoder SHARED =
      new WriteRequestEncoder(Translation.DEFAULT, 64 << 10);

  private static final WriteRequestEncoder SHARED_V2 =
      new WriteRequestEncoder(Encoding.V2, 64 << 10);

  @Property
  void anyRequest_isTranslatedAsTheNaiveWay(@ForAll long seed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    assertSame(Encoding.encoder(Translation.DEFAULT), request.toByteArray(), request);
  }

  @Property
  void anyRequest_isTranslatedAsTheNaiveWay_intoTheNewerMessage(@ForAll long seed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    assertSame(SHARED_V2, request.toByteArray(), request, Encoding.V2);
    assertThat(SHARED_V2.knownBytes()).isLessThanOrEqualTo(64 << 10);
  }

  @Property
  void aCacheThatHasSeenOthers_changesNothing(@ForAll long seed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    // A new resource each time, so that target_info's memory of time stays out of it.
    assertSame(SHARED, request.toByteArray(), request);
    assertThat(SHARED.knownBytes()).isLessThanOrEqualTo(64 << 10);
  }

  /** All that decides about labels, in both messages. */
  @Property
  void anySettings_areAppliedAsTheNaiveWay(@ForAll long seed, @ForAll long settingsSeed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    Translation settings = AnySettings.translation(settingsSeed);
    WriteRequestEncoder encoder = Encoding.encoder(settings);
    Batch before = Metrics.batch(AnyMetrics.request(seed + 1));
    encoder.encode(before, Selection.ALL, Long.MAX_VALUE);
    assertSame(encoder, request.toByteArray(), request, settings);
  }

  @Property
  void theOrderOfFields_changesNothing(@ForAll long seed) {
    ExportMetricsServiceRequest request = AnyMetrics.request(seed);
    assertSame(Encoding.encoder(Translation.DEFAULT), FieldOrder.reversed(request), request);
  }

  @Property
  void cutToSize_theSameIsSaid(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int max) {
    byte[] bytes = AnyMetrics.request(seed).toByteArray();
    WriteRequestEncoder encoder = Encoding.encoder(Translation.DEFAULT);
    var whole = new TreeSet<String>();
    encode(encoder, Metrics.batch(bytes), Integer.MAX_VALUE, whole);
    boolean conflicts =
        encoder
                .encode(Metrics.batch(bytes), Selection.ALL, Integer.MAX_VALUE)
                .omissions()
                .points(Omission.CONFLICT)
            > 0;

    var parts = new TreeSet<String>();
    encode(Encoding.encoder(Translation.DEFAULT), Metrics.batch(bytes), max, parts);

    // Two values for one time, in different parts, meet at the backend only.
    if (conflicts) {
      assertThat(parts).containsAll(whole);
    } else {
      assertThat(parts).isEqualTo(whole);
    }
  }

  /** Halves what is too large, as the sending chain does; collects series and times. */
  private static void encode(
      WriteRequestEncoder encoder, Batch batch, int max, Set<String> samples) {
    if (batch.items() == 0) return;
    Encoded encoded = encoder.encode(batch, Selection.ALL, max);
    if (encoded.tooLarge()) {
      for (Batch half : batch.splitAt(batch.items() / 2)) encode(encoder, half, max, samples);
      return;
    }
    encoder.taken();
    assertThat(encoded.request().length() <= max || batch.items() == 1).isTrue();
    for (RemoteWrite.TimeSeries series :
        RemoteWrite.decode(encoded.request().toByteArray()).timeseries()) {
      // Each part has a target_info of its own time.
      if (series.name().contains("\"target_info\"")) continue;
      series.samples().forEach(s -> samples.add(series.name() + s.millis()));
      series.histograms().forEach(h -> samples.add(series.name() + h.millis() + "h"));
    }
  }

  private static void assertSame(
      WriteRequestEncoder encoder, byte[] bytes, ExportMetricsServiceRequest request) {
    assertSame(encoder, bytes, request, Translation.DEFAULT);
  }

  private static void assertSame(
      WriteRequestEncoder encoder,
      byte[] bytes,
      ExportMetricsServiceRequest request,
      Translation settings) {
    Batch batch = Metrics.batch(bytes);
    NaiveTranslation naive = NaiveTranslation.of(request, settings);

    Encoding encoding = Encoding.of(encoder, batch);

    assertThat(encoding.omissions.values().stream().mapToInt(i -> i).sum()).isEqualTo(naive.lost);
    var samples = new TreeMap<String, List<RemoteWrite.Sample>>();
    var histograms = new TreeMap<String, List<Long>>();
    for (RemoteWrite.TimeSeries series : encoding.request.timeseries()) {
      assertLegal(series.labels(), settings.names().strategy().escapes);
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
    var expected = withoutEndsOfSums(naive);
    expected
        .keySet()
        .removeIf(name -> name.contains("\"target_info\"") && !actual.containsKey(name));
    assertThat(withoutEndsOfSums(actual)).isEqualTo(expected);
  }

  private static Map<String, List<RemoteWrite.Sample>> withoutEndsOfSums(
      Map<String, List<RemoteWrite.Sample>> samples) {
    var without = new TreeMap<String, List<RemoteWrite.Sample>>();
    samples.forEach(
        (name, list) -> {
          boolean isSum = name.contains("_sum\"");
          var kept = list.stream().filter(s -> !isSum || s.bits() != Values.STALE).toList();
          if (!kept.isEmpty()) without.put(name, kept);
        });
    return without;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertLegal(List<Label> labels, boolean ascii) {
    var names = new HashSet<String>();
    String before = "";
    for (Label label : labels) {
      assertThat(Arrays.compareUnsigned(utf8(label.name()), utf8(before))).isPositive();
      if (ascii) assertThat(label.name()).matches("[a-zA-Z_][a-zA-Z0-9_]*");
      assertThat(label.value()).isNotEmpty();
      assertThat(names.add(label.name())).isTrue();
      before = label.name();
    }
    if (!ascii) return;
    assertThat(labels)
        .filteredOn(label -> label.name().equals("__name__"))
        .singleElement()
        .satisfies(label -> assertThat(label.value()).matches("[a-zA-Z_:][a-zA-Z0-9_:]*"));
  }
}
