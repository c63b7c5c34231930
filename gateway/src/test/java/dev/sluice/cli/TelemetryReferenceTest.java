package dev.sluice.cli;

import dev.sluice.config.Section;
import dev.sluice.config.Setting;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference is made from what the code reads. */
class TelemetryReferenceTest {

  @Test
  void theReference_hasWhatIsRead() throws IOException {
    Section section = Section.probe("service::telemetry");
    TelemetryConfig.read(section);
    var text =
        new StringBuilder(
            """
            # service::telemetry

            What the gateway shows of itself. This page is made from what the code reads; a test keeps the two alike.
            What the metrics mean: [metrics.md](metrics.md).

            | Key | Type | Default | |
            |---|---|---|---|
            """);
    append("", section.settings(), text);
    Golden.assertMatchesProjectFile("docs/reference/telemetry.md", text.toString());
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
