package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageFormatTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "Application/OpenMetrics-Text;version=0.0.1",
        " application/openmetrics-text ;"
      })
  void openMetrics_isKnownByItsType(String contentType) {
    assertThat(PageFormat.ofContentType(contentType)).isEqualTo(PageFormat.OPENMETRICS);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ";", "text/plain; version=0.0.4", "text/html", "rubbish"})
  void everythingElse_isTakenForText(String contentType) {
    assertThat(PageFormat.ofContentType(contentType)).isEqualTo(PageFormat.TEXT);
  }
}
