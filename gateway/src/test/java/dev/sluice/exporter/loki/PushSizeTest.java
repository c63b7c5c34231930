package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushSizeTest {
  private final PushSize size = new PushSize(1_000_000);

  @Test
  void aLargerFactor_isBelievedAtOnce_aSmallerOneSlowly() {
    size.encoded(1000, 5000);
    assertThat(size.maxBatchBytes()).isEqualTo(200_000);
    size.encoded(1000, 1000);
    assertThat(size.maxBatchBytes()).isBetween(200_001L, 250_000L);
    for (int i = 0; i < 100; i++) size.encoded(1000, 1000);
    assertThat(size.maxBatchBytes()).isBetween(990_000L, 1_000_000L);
  }

  @Test
  void aBatchThatBecameTooLarge_isCutSmallerNextTime() {
    size.overflowed(100_000);
    assertThat(size.maxBatchBytes()).isLessThan(100_000);
  }

  @Test
  void whatLokiFindsTooLarge_isHalved_butNotForEver() {
    size.refused(600_000);
    assertThat(size.maxBytes()).isEqualTo(300_000);
    size.refused(900_000);
    assertThat(size.maxBytes()).isEqualTo(300_000);
    for (int i = 0; i < 20; i++) size.refused(1000);
    assertThat(size.maxBytes()).isEqualTo(64 << 10);
  }
}
