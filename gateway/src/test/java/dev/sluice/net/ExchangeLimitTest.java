package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExchangeLimitTest {
  @Test
  void noLimit_isFiveMinutes() {
    assertThat(ExchangeLimit.of(Duration.ZERO)).isEqualTo(Duration.ofMinutes(5));
    assertThat(ExchangeLimit.of(Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
  }
}
