package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionTest {

  @Test
  void settings_areReadByType() {
    Section section =
        Sections.parse(
            """
            endpoint: http://loki:3100
            timeout: 1m30s
            enabled: true
            size: 1_000
            ratio: .5
            names: a, b
            tls: {insecure: true}
            """);
    assertThat(section.text("endpoint", "", "")).isEqualTo("http://loki:3100");
    assertThat(section.duration("timeout", Duration.ZERO, "")).isEqualTo(Duration.ofSeconds(90));
    assertThat(section.flag("enabled", false, "")).isTrue();
    assertThat(section.integer("size", 1, 0, 2000, "")).isEqualTo(1000);
    assertThat(section.decimal("ratio", 1, 0, 1, "")).isEqualTo(0.5);
    assertThat(section.texts("names", List.of(), "")).containsExactly("a", "b");
    assertThat(section.section("tls", "").flag("insecure", false, "")).isTrue();
    assertThat(Sections.problems(section)).isEmpty();
  }

  @Test
  void anUnknownKey_isRefusedWithTheNearestName() {
    Section section = Sections.parse("compresion: gzip\n");
    section.text("compression", "gzip", "");
    assertThat(Sections.problems(section))
        .contains("error[SL2104]: unknown key `compresion`")
        .contains("test.yaml:1:1")
        .contains("did you mean `compression`?");
  }
}
