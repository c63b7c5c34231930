package dev.sluice.exporter.loki;

import dev.sluice.config.Section;
import dev.sluice.config.Setting;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reference is made from what the code reads. */
class LokiReferenceTest {
  private static final Set<String> OWN =
      Set.of("endpoint", "default_labels_enabled", "structured_metadata", "cardinality_guard");

  @Test
  void theReference_hasWhatIsRead() throws IOException {
    Section section = Section.probe("exporter `loki`");
    LokiConfig.read(section);
    var text =
        new StringBuilder(
            """
            # exporters::loki

            The settings of the exporter `loki` besides those that every HTTP exporter has (`headers`, `tls`, `timeout`, `sending_queue`,
            `retry_on_failure` and the like). This page is made from what the code reads; a test keeps the two alike. What they mean
            together: the README beside the code.

            | Key | Type | Default | |
            |---|---|---|---|
            """);
    List<Setting> own =
        section.settings().stream().filter(setting -> OWN.contains(setting.key())).toList();
    append("", own, text);
    Golden.assertMatchesProjectFile("docs/reference/exporter-loki.md", text.toString());
  }

  private static void append(String above, List<Setting> settings, StringBuilder text) {
    for (Setting setting : settings) {
      String path = above.isEmpty() ? setting.key() : above + "::" + setting.key();
      String dflt = setting.dflt().isEmpty() ? "" : "`" + setting.dflt() + "`";
      text.append("| `%s` | %s | %s | %s |\n".formatted(path, setting.type(), dflt, setting.doc()));
      append(path, setting.below(), text);
    }
  }
}
