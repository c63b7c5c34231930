package dev.sluice.exporter.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebugConfigTest {

  @Test
  void defaults_areTheCollectors() {
    Section section = Sections.empty();
    assertThat(DebugConfig.read(section))
        .isEqualTo(new DebugConfig(Verbosity.BASIC, 2, 1, true, List.of("stdout")))
        .isEqualTo(DebugConfig.DEFAULT);
    assertThat(Sections.problems(section)).isEmpty();
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            """
            verbosity: detailed
            sampling_initial: 5
            sampling_thereafter: 200
            use_internal_logger: false
            output_paths: [stderr, /tmp/debug.log]
            """);
    assertThat(DebugConfig.read(section))
        .isEqualTo(
            new DebugConfig(
                Verbosity.DETAILED, 5, 200, false, List.of("stderr", "/tmp/debug.log")));
    assertThat(Sections.problems(section)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Basic, BASIC", "NORMAL, NORMAL", "Detailed, DETAILED"})
  void verbosity_isReadInAnyCase(String text, Verbosity verbosity) {
    assertThat(DebugConfig.read(Sections.parse("verbosity: " + text)).verbosity())
        .isEqualTo(verbosity);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verbosity: none | `verbosity` must be basic, normal or detailed",
        "verbosity: loud | allowed: basic, normal, detailed",
        "sampling_initial: -1 | at least 0",
        "sampling_thereafter: some | a whole number",
        "output_paths: [stderr] | has no effect while entries go to the gateway's own logs",
        "sending_queue: {} | has no effect here: what is printed does not wait",
        "loglevel: debug | loglevel",
      })
  void aMistake_isReported(String yaml, String expected) {
    Section section = Sections.parse(yaml);
    DebugConfig.read(section);
    assertThat(Sections.problems(section)).contains(expected);
  }
}
