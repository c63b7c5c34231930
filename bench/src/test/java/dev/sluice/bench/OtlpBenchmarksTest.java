package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the benchmarks of the OTLP path measure what they say. */
class OtlpBenchmarksTest {

  @ParameterizedTest
  @ValueSource(strings = {"ascending", "descending"})
  void scan_seesAllSpans(String order) {
    ScanBenchmark benchmark = new ScanBenchmark();
    benchmark.order = order;
    benchmark.setUp();

    assertThat(benchmark.scan().items()).isEqualTo(512);
    assertThat(benchmark.scan().groups()).hasSize(4);
    assertThat(benchmark.scan().repaired()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"traces-005", "metrics-002", "logs-005"})
  void captures_areThere(String capture) throws IOException {
    CaptureScanBenchmark benchmark = new CaptureScanBenchmark();
    benchmark.capture = capture;
    benchmark.setUp();

    assertThat(benchmark.scan().items()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ascending", "descending"})
  void batches_haveAllSpans(String order) {
    BatchBenchmark benchmark = new BatchBenchmark();
    benchmark.order = order;
    benchmark.setUp();

    assertThat(benchmark.add().items()).isEqualTo(512);
    assertThat(benchmark.flush().size()).isGreaterThan(512 * 700);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void spans_haveTheSizeTheySay(boolean descending) {
    assertThat(Payloads.traces(512, 4, descending).length / 512).isBetween(818, 838);
  }

  @ParameterizedTest
  @CsvSource({"gzip, 130", "gzip 6, 120", "zstd, 120", "snappy, 250"})
  void compressed_spansAreSmaller(String coding, double mostBytesPerSpan) throws IOException {
    var benchmark = new CompressionBenchmark();
    benchmark.coding = coding;
    benchmark.setUp();
    var size = new CompressionBenchmark.Size();

    assertThat(benchmark.compress(size)).isPositive();
    assertThat(size.bytesPerSpan).isBetween(20.0, mostBytesPerSpan);
  }

  @Test
  void json_holdsTheSameSpans() {
    var benchmark = new OtlpJsonBenchmark();
    benchmark.setUp();

    Scanned read = OtlpScan.scan(Signal.TRACES, benchmark.read(), ScanLimits.DEFAULT);
    assertThat(read.items()).isEqualTo(512);
    assertThat(benchmark.write().size()).isGreaterThan(512 * 1000);
  }
}
