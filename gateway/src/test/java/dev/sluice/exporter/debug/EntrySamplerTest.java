package dev.sluice.exporter.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntrySamplerTest {
  private final ManualClock clock = new ManualClock();

  @Test
  void theDefaults_letEveryEntryPass() {
    assertThat(passed(new EntrySampler(DebugConfig.DEFAULT, clock), 100)).isEqualTo(100);
  }

  @Test
  void beyondTheFirst_everySoManyPasses_inEachSecond() {
    EntrySampler sampler = sampler(2, 10);
    assertThat(passed(sampler, 30)).isEqualTo(4);
    clock.advance(Duration.ofMillis(999));
    assertThat(passed(sampler, 1)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(passed(sampler, 30)).isEqualTo(4);
  }

  @Test
  void nothingThereafter_isNothing() {
    EntrySampler sampler = sampler(3, 0);
    assertThat(passed(sampler, 30)).isEqualTo(3);
    assertThat(sampler.passes("another text")).isTrue();
  }

  @Test
  void withoutInitial_theFirstWaitsForItsTurn() {
    EntrySampler sampler = sampler(0, 3);
    assertThat(passed(sampler, 9)).isEqualTo(3);
  }

  private EntrySampler sampler(int initial, int thereafter) {
    return new EntrySampler(
        new DebugConfig(Verbosity.BASIC, initial, thereafter, true, List.of("stdout")), clock);
  }

  private static int passed(EntrySampler sampler, int entries) {
    int passed = 0;
    for (int i = 0; i < entries; i++) if (sampler.passes("TracesExporter")) passed++;
    return passed;
  }
}
