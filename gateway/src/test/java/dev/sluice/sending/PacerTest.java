package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacerTest {
  private final ManualClock clock = new ManualClock();
  private final Pacer pacer = new Pacer(RetryConfig.DEFAULT, clock);

  @Test
  void anAnsweringBackend_isNotPaced() {
    assertThat(pacer.waitNanos()).isZero();
    assertThat(pacer.succeeded(clock.nanoTime())).isFalse();
  }

  @Test
  void waits_growByTheMultiplier_upToTheMaximum() {
    assertThat(failAndWait()).isEqualTo(Duration.ofSeconds(5));
    assertThat(failAndWait()).isEqualTo(Duration.ofMillis(7500));
    for (int i = 0; i < 10; i++) failAndWait();
    assertThat(failAndWait()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void chance_movesTheWaitWithinItsFactor() {
    clock.rolls(0);
    assertThat(failAndWait()).isEqualTo(Duration.ofMillis(2500));
    clock.rolls(0.999999);
    assertThat(failAndWait()).isBetween(Duration.ofMillis(11_249), Duration.ofMillis(11_250));
  }

  @Test
  void pushesThatFailTogether_countAsOneFailure() {
    long started = clock.nanoTime();
    clock.advance(Duration.ofMillis(10));
    Duration first = pacer.failed(started, null, false);
    for (int i = 0; i < 9; i++) pacer.failed(started, null, false);
    assertThat(pacer.waitNanos()).isEqualTo(first.toNanos());
  }

  @Test
  void aHint_isHonouredIfItIsLonger_andCapped() {
    assertThat(pacer.failed(clock.nanoTime(), Duration.ofSeconds(7), false))
        .isEqualTo(Duration.ofSeconds(7));
    clock.advance(Duration.ofSeconds(8));
    assertThat(pacer.failed(clock.nanoTime(), Duration.ofSeconds(1), false))
        .isEqualTo(Duration.ofMillis(7500));
    clock.advance(Duration.ofSeconds(8));
    assertThat(pacer.failed(clock.nanoTime(), Duration.ofDays(30), false))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void success_beginsAnew() {
    failAndWait();
    failAndWait();
    assertThat(pacer.succeeded(clock.nanoTime())).isTrue();
    assertThat(failAndWait()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aPushFromBeforeTheFailure_doesNotEndTheWait() {
    long before = clock.nanoTime();
    clock.advance(Duration.ofMillis(1));
    pacer.failed(clock.nanoTime(), Duration.ofSeconds(40), false);
    clock.advance(Duration.ofMillis(1));
    assertThat(pacer.succeeded(before)).isFalse();
    assertThat(pacer.isFailing()).isTrue();
    assertThat(pacer.waitNanos()).isEqualTo(Duration.ofMillis(39_999).toNanos());
    clock.advance(Duration.ofSeconds(40));
    assertThat(pacer.succeeded(clock.nanoTime())).isTrue();
    assertThat(pacer.waitNanos()).isZero();
  }

  @Test
  void nobody_isAskedWithoutAPause_whateverWasWritten() {
    var zero = new RetryConfig(true, Duration.ZERO, 1, 0, Duration.ZERO, null);
    var eager = new Pacer(zero, clock);
    for (double dice : new double[] {0, 0.5, 0.99}) {
      clock.rolls(dice);
      Duration wait = eager.failed(clock.nanoTime(), Duration.ZERO, false);
      assertThat(wait).isEqualTo(Duration.ofMillis(10));
      clock.advance(wait);
    }
    assertThat(eager.failed(clock.nanoTime(), null, true)).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void aMultiplierBelowOne_doesNotMakeWaitsShorter() {
    var shrinking =
        new Pacer(
            new RetryConfig(true, Duration.ofSeconds(5), 0, 0, Duration.ofSeconds(30), null),
            clock);
    for (int i = 0; i < 3; i++) {
      Duration wait = shrinking.failed(clock.nanoTime(), null, false);
      assertThat(wait).isEqualTo(Duration.ofSeconds(5));
      clock.advance(wait);
    }
  }

  @Test
  void aMisconfiguration_isAskedAboutSlowlyFromTheStart() {
    assertThat(pacer.failed(clock.nanoTime(), null, true)).isEqualTo(Duration.ofSeconds(30));
  }

  private Duration failAndWait() {
    Duration wait = pacer.failed(clock.nanoTime(), null, false);
    clock.advance(wait);
    return wait;
  }
}
