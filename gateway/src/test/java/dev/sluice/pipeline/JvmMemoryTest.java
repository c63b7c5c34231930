package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmMemoryTest {
  @Test
  void telemetryAndNetworkBuffers_areInUse() {
    var memory = new JvmMemory(() -> 1L << 41, () -> 1L << 40);
    assertThat(memory.usedBytes()).isGreaterThanOrEqualTo((1L << 41) + (1L << 40));
  }
}
