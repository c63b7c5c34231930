package dev.sluice.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Factory;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.util.List;

/** What is said about the settings of an authenticator, against a golden file. */
public final class AuthenticatorConfigs {
  private AuthenticatorConfigs() {}

  public static void assertMistakes(Factory<?> factory, String golden, List<String> yamls)
      throws IOException {
    var all = new StringBuilder();
    for (String yaml : yamls) {
      Section section = Sections.parse(yaml + "\n");
      factory.read(section);
      String said = Sections.problems(section);
      assertThat(said).doesNotContain("s3cret");
      all.append("### ").append(yaml.replace("s3cret", "…")).append('\n').append(said).append('\n');
    }
    Golden.assertMatches(golden, all.toString());
  }

  /** What was read, which must be without mistakes. */
  public static <C> C read(Factory<C> factory, String yaml) {
    Section section = Sections.parse(yaml);
    C config = factory.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    return config;
  }
}
