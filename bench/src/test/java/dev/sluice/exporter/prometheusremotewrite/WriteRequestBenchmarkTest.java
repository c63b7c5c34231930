package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteRequestBenchmarkTest {

  @ParameterizedTest
  @ValueSource(strings = {"gauge", "histogram"})
  void allPoints_areEncoded(String kind) throws Exception {
    WriteRequestBenchmark benchmark = new WriteRequestBenchmark();
    benchmark.kind = kind;
    benchmark.setUp();

    assertThat(benchmark.encode()).isGreaterThan(200 * WriteRequestBenchmark.POINTS);
    assertThat(benchmark.encodeAndCompress()).isPositive();
  }
}
