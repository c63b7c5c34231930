package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteRequestBenchmarkTest {

  @ParameterizedTest
  @CsvSource({"gauge, V1", "histogram, V1", "gauge, V2", "histogram, V2"})
  void allPoints_areEncoded(String kind, String protocol) throws Exception {
    WriteRequestBenchmark benchmark = new WriteRequestBenchmark();
    benchmark.kind = kind;
    benchmark.protocol = protocol;
    benchmark.setUp();

    assertThat(benchmark.encode()).isGreaterThan(40 * WriteRequestBenchmark.POINTS);
    assertThat(benchmark.encodeAndCompress()).isPositive();
  }
}
