package dev.sluice.processor.memorylimiter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Processor;
import dev.sluice.component.Settings;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryLimiterTest {
  private static final long MIB = 1 << 20;

  private final ManualClock clock = new ManualClock();
  private final ManualTimer timer = new ManualTimer(clock);
  private final TestSettings.FixedMemory memory = new TestSettings.FixedMemory();
  private final Settings settings = TestSettings.of("memory_limiter", clock, timer, memory);

  private Processor limiter(MemoryLimiterConfig config) throws Exception {
    Processor limiter =
        new MemoryLimiterFactory().create(config, settings, Signal.LOGS, batch -> {});
    limiter.start();
    return limiter;
  }

  @Test
  void theDoor_isShutAtTheSoftLimit_andOpensBelowIt() throws Exception {
    memory.total = 1000 * MIB;
    Processor limiter = limiter(new MemoryLimiterConfig(Duration.ofSeconds(5), 0, 0, 80, 25));
    memory.used = 550 * MIB;
    assertThat(limiter.refusal()).isNull();
    timer.advance(Duration.ofSeconds(5));
    assertThat(limiter.refusal().message()).isEqualTo("data refused due to high memory usage");
    assertThat(limiter.refusal().retryAfter()).isEqualTo(Duration.ofSeconds(5));
    memory.used = 549 * MIB;
    timer.advance(Duration.ofSeconds(5));
    assertThat(limiter.refusal()).isNull();
  }

  @Test
  void limits_areTheCollectors() {
    assertThat(config(400, 0, 80, 25).hardLimit(1000 * MIB)).isEqualTo(400 * MIB);
    assertThat(config(400, 0, 80, 25).softLimit(1000 * MIB)).isEqualTo(320 * MIB);
    assertThat(config(400, 100, 0, 0).softLimit(1000 * MIB)).isEqualTo(300 * MIB);
    assertThat(config(0, 100, 80, 0).softLimit(1000 * MIB)).isEqualTo(640 * MIB);
  }

  private static MemoryLimiterConfig config(int mib, int spikeMib, int percent, int spikePercent) {
    return new MemoryLimiterConfig(Duration.ofSeconds(1), mib, spikeMib, percent, spikePercent);
  }

  @Test
  void pipelinesOfOneLimiter_shareItsWatch() throws Exception {
    var config = config(400, 0, 0, 0);
    limiter(config);
    limiter(config);
    assertThat(timer.pending()).isEqualTo(1);
  }
}
