package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.grpc.GrpcServerConfig.KeepAlive;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pings, ages, farewells and timeouts, by a clock that stands still until it is moved. */
class ConnectionRulesTest {
  private static final KeepAlive KEEP_ALIVE =
      new KeepAlive(
          Duration.ofNanos(50),
          Duration.ofNanos(1000),
          Duration.ZERO,
          Duration.ofNanos(100),
          Duration.ofNanos(20),
          Duration.ofNanos(10),
          false);

  @Test
  void theThirdPingThatComesTooSoon_isOneTooMany() {
    var pings = new PingPolicy(KEEP_ALIVE);
    assertThat(pings.permits(0, true)).isTrue();
    assertThat(pings.permits(10, true)).isTrue();
    assertThat(pings.permits(11, true)).isTrue();
    assertThat(pings.permits(12, true)).isTrue();
    assertThat(pings.permits(13, true)).isFalse();
  }

  @Test
  void anAnswerTakesStrikesBack_andWithoutCallsHoursMustPass() {
    var pings = new PingPolicy(KEEP_ALIVE);
    for (int i = 0; i < 10; i++) {
      assertThat(pings.permits(i, false)).isTrue();
      pings.answering();
    }
    assertThat(pings.permits(100, false)).isTrue();
    for (int i = 0; i < 2; i++) assertThat(pings.permits(200, false)).isTrue();
    assertThat(pings.permits(300, false)).isFalse();
  }

  @Test
  void aSilentClient_isAsked_thenGivenUp() {
    var heartbeat = new Heartbeat(KEEP_ALIVE, 0);
    assertThat(heartbeat.look(99)).isEqualTo(Heartbeat.Verdict.WELL);
    assertThat(heartbeat.look(100)).isEqualTo(Heartbeat.Verdict.ASK);
    assertThat(heartbeat.look(119)).isEqualTo(Heartbeat.Verdict.WELL);
    heartbeat.heard(119);
    assertThat(heartbeat.look(219)).isEqualTo(Heartbeat.Verdict.ASK);
    assertThat(heartbeat.look(239)).isEqualTo(Heartbeat.Verdict.DEAD);
  }

  @Test
  void ageIsTenPercentMoreOrLess_andIdlenessCountsFromTheLastCall() {
    assertThat(new ConnectionAge(KEEP_ALIVE, 0, 0).over(900, true)).isEqualTo("max_age");
    assertThat(new ConnectionAge(KEEP_ALIVE, 0.999, 0).over(1098, true)).isNull();
    var age = new ConnectionAge(KEEP_ALIVE, 0.5, 0);
    assertThat(age.over(49, false)).isNull();
    assertThat(age.over(50, true)).isNull();
    age.quiet(60);
    assertThat(age.over(109, false)).isNull();
    assertThat(age.over(110, false)).isEqualTo("max_idle");
  }

  @Test
  void aFarewell_doesNotWaitForEver() {
    var farewell = new Farewell();
    assertThat(farewell.begin(Duration.ofNanos(5), 0)).isTrue();
    assertThat(farewell.begin(Duration.ZERO, 1)).isFalse();
    assertThat(farewell.isAnswerOverdue(9_999_999_999L)).isFalse();
    assertThat(farewell.isAnswerOverdue(10_000_000_000L)).isTrue();
    assertThat(farewell.lastCalls(100)).isTrue();
    assertThat(farewell.lastCalls(100)).isFalse();
    assertThat(farewell.isGraceOver(104)).isFalse();
    assertThat(farewell.isGraceOver(105)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1H, 3600000000000",
    "2M, 120000000000",
    "10S, 10000000000",
    "5m, 5000000",
    "7u, 7000",
    "0n, 0",
    "99999999H, 9223372036854775807",
    "123456789S, -1",
    "S, -1",
    "1, -1",
    "1x, -1",
    "-1S, -1"
  })
  void aTimeout_isReadOrNone(String text, long nanos) {
    assertThat(GrpcTimeout.nanos(text)).isEqualTo(nanos);
  }

  @Test
  void aStatusText_isAscii_andBounded() {
    assertThat(StatusText.message("a\nb%ü~").toString()).isEqualTo("a%0Ab%25%C3%BC~");
    assertThat(StatusText.message("ü".repeat(10_000)).length()).isBetween(2000, 2048);
    assertThat(StatusText.binary(new byte[] {1}).toString()).isEqualTo("AQ");
  }
}
