package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Problem;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.config.Span;
import dev.sluice.receiver.prometheus.discovery.DiscoveryConfig;
import dev.sluice.receiver.prometheus.discovery.StaticDiscovery;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import java.util.ArrayList;

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

  /** What becomes of a job whose targets are written down. */
  static TargetMaker targets(ScrapeJob job) {
    var groups = new ArrayList<TargetGroup>();
    for (DiscoveryConfig discovery : job.discoveries()) {
      groups.addAll(((StaticDiscovery) discovery).groups());
    }
    return new TargetMaker(job, groups);
  }

  /** All problems, one a line: the form of the excerpts is for others to test. */
  static String problems(String yaml) {
    Section section = Sections.parse(yaml);
    PrometheusReceiverConfig.read(section);
    section.finish();
    var text = new StringBuilder();
    for (Problem problem : section.problems().sorted()) {
      Span span = problem.span();
      text.append(span == null ? 0 : span.line())
          .append(' ')
          .append(problem.severity())
          .append(' ')
          .append(problem.message());
      for (Problem.Detail detail : problem.details()) {
        text.append(" | ").append(detail.name()).append(": ").append(detail.text());
      }
      text.append('\n');
    }
    return text.toString();
  }
}
