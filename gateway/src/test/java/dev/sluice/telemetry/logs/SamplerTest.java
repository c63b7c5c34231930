package dev.sluice.telemetry.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final long START = 1_700_000_000_000L;

  private final Sampler sampler =
      new Sampler(new LogSettings.Sampling(Duration.ofSeconds(10), 2, 3));

  @Test
  void theFirst_passAndThenOneInSome() {
    assertThat(passed(9, "busy", START)).isEqualTo("++--+--+-");
  }

  @Test
  void anotherTick_beginsAnew() {
    passed(9, "busy", START);
    assertThat(passed(3, "busy", START + 9_999)).isEqualTo("-+-");
    assertThat(passed(3, "busy", START + 10_000)).isEqualTo("++-");
  }

  @Test
  void otherTextsAndLevels_haveTheirOwnCount() {
    passed(9, "busy", START);
    assertThat(passed(3, "idle", START)).isEqualTo("++-");
    assertThat(sampler.passes(event(Level.ERROR, "busy", START))).isTrue();
  }

  @Test
  void aClockThatIsSetBack_silencesNothing() {
    passed(9, "busy", START);
    assertThat(passed(3, "busy", START - 3_600_000)).isEqualTo("++-");
  }

  @Test
  void withoutThereafter_nothingFollows() {
    var strict = new Sampler(new LogSettings.Sampling(Duration.ofSeconds(10), 1, 0));
    assertThat(strict.passes(event(Level.INFO, "a", START))).isTrue();
    for (int i = 0; i < 300; i++) {
      assertThat(strict.passes(event(Level.INFO, "a", START))).isFalse();
    }
  }

  private String passed(int times, String text, long now) {
    var passed = new StringBuilder();
    for (int i = 0; i < times; i++) {
      passed.append(sampler.passes(event(Level.INFO, text, now)) ? '+' : '-');
    }
    return passed.toString();
  }

  private static LoggingEvent event(Level level, String text, long now) {
    LoggingEvent event = Events.of(level, "{}", text);
    return at(event, now);
  }

  private static LoggingEvent at(LoggingEvent event, long now) {
    var copy = Events.of(event.getLevel(), event.getFormattedMessage());
    copy.setTimeStamp(now);
    return copy;
  }
}
