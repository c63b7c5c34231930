package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushEncoderBenchmarkTest {

  @ParameterizedTest
  @ValueSource(strings = {"resource", "record"})
  void allRecords_areEncoded(String labels) {
    PushEncoderBenchmark benchmark = new PushEncoderBenchmark();
    benchmark.labels = labels;
    benchmark.setUp();

    assertThat(benchmark.encode()).isGreaterThan(400 * PushEncoderBenchmark.RECORDS);
    assertThat(benchmark.partition()).isEqualTo(PushEncoderBenchmark.RECORDS);
  }
}
