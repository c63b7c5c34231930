package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeBenchmarkTest {

  @ParameterizedTest
  @ValueSource(strings = {"jmx.prom", "micrometer.prom"})
  void aKnownTarget_hasAsManyPointsAsANewOne(String page) throws Exception {
    ScrapeBenchmark benchmark = new ScrapeBenchmark();
    benchmark.page = page;
    benchmark.setUp();

    assertThat(benchmark.again()).isGreaterThan(100);
    assertThat(benchmark.again()).isEqualTo(benchmark.first());
  }
}
