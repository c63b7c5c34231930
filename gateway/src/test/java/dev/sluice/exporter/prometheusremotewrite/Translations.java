package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;

/** The default translation with one thing changed. */
final class Translations {
  private Translations() {}

  static Translation of(Protocol protocol) {
    return of("protobuf_message: " + protocol.message);
  }

  /** As an operator would write it. */
  static Translation of(String yaml) {
    Section section = Sections.parse("endpoint: http://prometheus/api/v1/write\n" + yaml + "\n");
    Translation translation = PrometheusRemoteWriteConfig.read(section).translation();
    assertThat(Sections.problems(section)).isEmpty();
    return translation;
  }
}
