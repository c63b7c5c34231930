package dev.sluice.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.FakeBackend;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.tls.TlsClientConfig;
import dev.sluice.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TokenSourceTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private volatile int seconds = 600;
  private FakeBackend issuer;
  private TokenSource tokens;

  @BeforeEach
  void start() throws Exception {
    issuer =
        new FakeBackend(
            (request, out) -> {
              String token = "{\"access_token\":\"t%d\",\"expires_in\":%d}";
              String body = token.formatted(asked.incrementAndGet(), seconds);
              FakeBackend.answering(status, body).answer(request, out);
            });
    var request =
        new TokenRequest(
            Objects.requireNonNull(Target.parse(issuer.url("/token"))),
            SecretSource.of("client_id", "me"),
            SecretSource.of("client_secret", "s3cret"),
            List.of(),
            Map.of(),
            Duration.ofMinutes(5));
    tokens =
        new TokenSource(
            request,
            new HttpGetter(
                HttpClientConfig.plain(TlsClientConfig.DEFAULT),
                false,
                Map.of(),
                "test",
                clock::nanoTime),
            clock::nanoTime);
  }

  @AfterEach
  void stop() throws Exception {
    tokens.close();
    issuer.close();
  }

  @Test
  void aToken_isReplacedBeforeItEnds() throws Exception {
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t1");
    clock.advance(Duration.ofSeconds(299));
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t1");
    clock.advance(Duration.ofSeconds(2));
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t2");
  }

  @Test
  void aTokenThatStillHolds_isUsedWhileNoOtherCanBeGot() throws Exception {
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t1");
    status = 503;
    clock.advance(Duration.ofSeconds(400));
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t1");
    clock.advance(Duration.ofSeconds(201));
    assertThatThrownBy(() -> tokens.header(LONG))
        .isInstanceOf(NoCredentialsException.class)
        .hasMessageContaining("HTTP 503")
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void aTokenOfLessLifeThanTheBuffer_isNotGotForEachRequest() throws Exception {
    seconds = 60;
    for (int i = 0; i < 29; i++) {
      assertThat(tokens.header(LONG)).isEqualTo("Bearer t1");
      clock.advance(Duration.ofSeconds(1));
    }
    clock.advance(Duration.ofSeconds(2));
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t2");
  }

  @Test
  void aServerThatGaveNone_isLeftAloneForASecond() throws Exception {
    status = 503;
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> tokens.header(LONG)).isInstanceOf(NoCredentialsException.class);
    }
    assertThat(asked).hasValue(1);
    status = 200;
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t2");
  }

  @Test
  void aTokenThatWasRefused_isReplaced_unlessItIsNew() throws Exception {
    String first = tokens.header(LONG);
    assertThat(tokens.renew(first)).as("it is new").isFalse();
    clock.advance(Duration.ofSeconds(10));
    assertThat(tokens.renew(first)).isTrue();
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t2");
    assertThat(tokens.renew(first)).as("another has renewed it").isTrue();
    assertThat(tokens.header(LONG)).isEqualTo("Bearer t2");
  }
}
