package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
  @ValueSource(strings = {"text/plain", "text/plain; version=0.0.4", "TEXT/plain;version=1.0.0"})
  void text_isKnownByItsType(String contentType) {
    assertThat(PageFormat.ofContentType(contentType)).isEqualTo(PageFormat.TEXT);
  }

  @Test
  void protobuf_isKnownByItsType() {
    String type =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
    assertThat(PageFormat.ofContentType(type)).isEqualTo(PageFormat.PROTOBUF);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ";", "text/html", "rubbish"})
  void everythingElse_isNotKnown(String contentType) {
    assertThat(PageFormat.ofContentType(contentType)).isNull();
  }
}
