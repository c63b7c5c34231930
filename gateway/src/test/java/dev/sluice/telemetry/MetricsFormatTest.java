package dev.sluice.telemetry;

import static dev.sluice.telemetry.MetricsFormat.OPENMETRICS;
import static dev.sluice.telemetry.MetricsFormat.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsFormatTest {

  @Test
  void plainText_isForEverybodyWhoTakesIt() {
    assertThat(MetricsFormat.accepted(null)).isEqualTo(TEXT);
    assertThat(MetricsFormat.accepted("")).isEqualTo(TEXT);
    assertThat(MetricsFormat.accepted("*/*")).isEqualTo(TEXT);
    assertThat(MetricsFormat.accepted("text/html")).isEqualTo(TEXT);
    assertThat(
            MetricsFormat.accepted(
                "application/openmetrics-text;version=1.0.0;q=0.5,"
                    + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"))
        .isEqualTo(TEXT);
  }

  @Test
  void openMetrics_isForWhoeverTakesNothingElse() {
    assertThat(MetricsFormat.accepted("application/openmetrics-text")).isEqualTo(OPENMETRICS);
    assertThat(MetricsFormat.accepted("Application/OpenMetrics-Text; version=1.0.0"))
        .isEqualTo(OPENMETRICS);
    assertThat(MetricsFormat.accepted("application/openmetrics-text, text/plain; q=0"))
        .isEqualTo(OPENMETRICS);
    assertThat(MetricsFormat.accepted("application/openmetrics-text, text/plain;q = 0.00"))
        .isEqualTo(OPENMETRICS);
  }
}
