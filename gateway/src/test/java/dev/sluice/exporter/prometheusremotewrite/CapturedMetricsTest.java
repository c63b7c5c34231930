package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Captures;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.ArrayList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real application under the Java agent sent. */
class CapturedMetricsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void aCapture_isTranslatedAsTheNaiveWay(int number) throws Exception {
    byte[] bytes = Captures.metrics(number);
    NaiveTranslation naive =
        NaiveTranslation.of(ExportMetricsServiceRequest.parseFrom(bytes), Translation.DEFAULT);

    Encoding encoding = Encoding.of(Encoding.encoder(Translation.DEFAULT), Metrics.batch(bytes));

    var samples = new TreeMap<String, Object>();
    for (RemoteWrite.TimeSeries s : encoding.request.timeseries())
      samples.put(s.name(), s.samples());
    assertThat(samples).isEqualTo(new TreeMap<String, Object>(naive.samples));
    assertThat(encoding.omissions).isEmpty();
  }

  @Test
  void allCapturesInOneBatch_haveEachSeriesOnce() throws Exception {
    var merged = ExportMetricsServiceRequest.newBuilder();
    for (int i = 9; i >= 1; i--) merged.mergeFrom(Captures.metrics(i));

    Encoding encoding = Encoding.of(Translation.DEFAULT, merged.build());

    assertThat(encoding.names()).doesNotHaveDuplicates();
    for (RemoteWrite.TimeSeries series : encoding.request.timeseries()) {
      var times = new ArrayList<Long>();
      for (RemoteWrite.Sample sample : series.samples()) times.add(sample.millis());
      assertThat(times).as(series.name()).isSorted();
    }
    assertThat(encoding.names())
        .anyMatch(name -> name.startsWith("{__name__=\"jvm_memory_used_bytes\""))
        .anyMatch(
            name -> name.startsWith("{__name__=\"http_server_request_duration_seconds_bucket\""))
        .anyMatch(name -> name.startsWith("{__name__=\"target_info\""));
  }
}
