package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;

/** Configurations out of YAML. */
final class Configs {
  private Configs() {}

  /** What a correct text says. */
  static PrometheusReceiverConfig read(String yaml) {
    Section section = Sections.parse(yaml);
    PrometheusReceiverConfig config = PrometheusReceiverConfig.read(section);
    assertThat(Sections.problems(section)).doesNotContain("error");
    return config;
  }

  /** A job with these lines in it. */
  static ScrapeJob job(String lines) {
    String indented =
        lines.isEmpty() ? "" : "      " + lines.strip().replace("\n", "\n      ") + "\n";
    return read("config:\n  scrape_configs:\n    - job_name: shop\n" + indented).jobs().get(0);
  }

  /** What an operator reads. */
  static String problems(String yaml) {
    Section section = Sections.parse(yaml);
    PrometheusReceiverConfig.read(section);
    return Sections.problems(section);
  }
}
