package dev.sluice.receiver.prometheus.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0s, 0",
    "5s, 5000",
    "1m30s, 90000",
    "90s, 90000",
    "500ms, 500",
    "1d, 86400000",
    "1w, 604800000",
    "1y, 31536000000",
    "1d12h, 129600000",
    "1s1ms, 1001"
  })
  void wholeNumbersOfUnits_areDurations(String text, long millis) {
    assertThat(PrometheusDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "1.5s", "-1s", "1s1m", "1s1s", "1us", "s", "1 s", "9999y", "1M"})
  void everythingElse_isNone(String text) {
    assertThat(PrometheusDuration.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "5s", "1m30s", "500ms", "1d12h", "90d1ms", "1h"})
  void durations_areWrittenAsTheyAreRead(String text) {
    Duration duration = PrometheusDuration.parse(text);

    assertThat(duration).isNotNull();
    assertThat(PrometheusDuration.format(duration)).isEqualTo(text);
  }
}
