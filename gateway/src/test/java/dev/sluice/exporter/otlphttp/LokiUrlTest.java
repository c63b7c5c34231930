package dev.sluice.exporter.otlphttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import org.junit.jupiter.api.Test;

/** The common mistake: Loki's push API where its OTLP endpoint is meant. */
class LokiUrlTest {
  @Test
  void thePushUrl_isWarnedOf_withTheOneThatTakesOtlp() {
    assertThat(problems("endpoint: http://loki:3100/loki/api/v1/push"))
        .contains("endpoint: http://loki:3100/otlp")
        .contains("the `loki` exporter")
        .containsOnlyOnce("warning[");
    assertThat(problems("logs_endpoint: http://loki:3100/loki/api/v1/push"))
        .contains("logs_endpoint: http://loki:3100/otlp/v1/logs")
        .containsOnlyOnce("warning[");
  }

  @Test
  void theOtlpUrl_isRight() {
    assertThat(problems("endpoint: http://loki:3100/otlp")).isEmpty();
    assertThat(problems("logs_endpoint: http://loki:3100/otlp/v1/logs")).isEmpty();
  }

  private static String problems(String yaml) {
    Section section = Sections.parse(yaml);
    OtlpHttpConfig.read(section);
    return Sections.problems(section);
  }
}
