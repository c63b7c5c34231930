package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffsetTest {
  private static final long NOW = 1_700_000_123_456L;

  @Test
  void targets_areSpreadOverTheInterval() {
    Set<Long> tenths = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      long millis = Offset.of(target("h" + i + ":80"), "gateway", NOW).toMillis();
      assertThat(millis).isBetween(0L, 9_999L);
      tenths.add(millis / 1000);
    }
    assertThat(tenths).hasSize(10);
  }

  @Test
  void aTarget_keepsItsPlaceOnTheClock() {
    ScrapeTarget target = target("h:80");
    long first = NOW + Offset.of(target, "gateway", NOW).toMillis();
    long later = NOW + 777_777;

    assertThat((later + Offset.of(target, "gateway", later).toMillis() - first) % 10_000).isZero();
  }

  @Test
  void twoGateways_scrapeAtDifferentTimes() {
    ScrapeTarget target = target("h:80");

    assertThat(Offset.of(target, "gateway-1", NOW))
        .isNotEqualTo(Offset.of(target, "gateway-2", NOW));
  }

  private static ScrapeTarget target(String address) {
    ScrapeTarget target =
        Configs.targets(
                Configs.job(
                    "scrape_interval: 10s\nstatic_configs: [{targets: ['%s']}]".formatted(address)))
            .targets()
            .get(0);
    assertThat(target.interval()).isEqualTo(Duration.ofSeconds(10));
    return target;
  }
}
