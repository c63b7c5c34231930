package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageBenchmarkTest {

  @ParameterizedTest
  @CsvSource({"jmx.prom, 313", "micrometer.prom, 396"})
  void parse_seesAllSamples(String page, int atLeast) throws Exception {
    PageBenchmark benchmark = new PageBenchmark();
    benchmark.page = page;
    benchmark.setUp();

    assertThat(benchmark.parse()).isGreaterThanOrEqualTo(atLeast);
    assertThat(benchmark.sum()).isNotNaN();
  }
}
