package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueBenchmarkTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void handOver_takesWhatItGave(int failingLanes) {
    var benchmark = new QueueBenchmark();
    benchmark.failingLanes = failingLanes;
    benchmark.setUp();

    for (int i = 0; i < 3; i++) assertThat(benchmark.handOver()).isFalse();
  }
}
