package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyBenchmarkTest {

  @Test
  void copy_hasTheSizeOfTheRequest() {
    CopyBenchmark benchmark = new CopyBenchmark();
    benchmark.sizeInBytes = 1024;
    benchmark.setUp();

    assertThat(benchmark.copy()).hasSize(1024);
  }
}
