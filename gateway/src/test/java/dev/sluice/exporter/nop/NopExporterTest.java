package dev.sluice.exporter.nop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Exporter;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import org.junit.jupiter.api.Test;

class NopExporterTest {
  private final NopExporterFactory factory = new NopExporterFactory();

  @Test
  void whateverComes_isDelivered_andGivesItsMemoryBack() throws StartException {
    Branch branch = Samples.branch("nop", Signal.LOGS);
    ManualClock clock = new ManualClock();
    Exporter exporter =
        factory.create(
            factory.read(Sections.empty()),
            TestSettings.of("nop", clock, new ManualTimer(clock)),
            branch);
    exporter.start();
    exporter.consume(Samples.logs(branch, "a", "one", "two"));
    assertThat(branch.account().settled(Outcome.DELIVERED)).isEqualTo(2);
    assertThat(branch.reservedBytes()).isZero();
  }

  @Test
  void anyKey_isUnknown() {
    Section section = Sections.parse("endpoint: x");
    factory.read(section);
    assertThat(Sections.problems(section)).contains("`endpoint`");
  }
}
