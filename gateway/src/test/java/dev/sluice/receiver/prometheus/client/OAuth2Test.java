package dev.sluice.receiver.prometheus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.FakeBackend;
import dev.sluice.net.client.HttpPage;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.client.Target;
import dev.sluice.testkit.ManualClock;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens from a server, for requests to another. */
class OAuth2Test {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock();
  private volatile FakeBackend.Behaviour tokens =
      FakeBackend.answering(
          200, "{\"access_token\":\"t1\",\"token_type\":\"bearer\",\"expires_in\":60}");
  private volatile int status = 200;
  private FakeBackend issuer;
  private FakeBackend server;
  private ScrapeClient client;

  @BeforeEach
  void start() throws Exception {
    issuer = new FakeBackend((request, out) -> tokens.answer(request, out));
    server =
        new FakeBackend((request, out) -> FakeBackend.answering(status, "").answer(request, out));
    Section section =
        Sections.parse(
            """
            oauth2:
              client_id: me
              client_secret: "s/ecret"
              scopes: [a, b]
              token_url: %s
              endpoint_params: {audience: metrics}
            """
                .formatted(issuer.url("/token")));
    ScrapeHttp http = ScrapeHttp.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    client = new ScrapeClient(http, any -> true, "test", clock::nanoTime);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    issuer.close();
    server.close();
  }

  private String authorizationSent() throws Exception {
    Target target = Objects.requireNonNull(Target.parse(server.url("/")));
    try (HttpPage page = client.get(target, Map.of(), LONG)) {
      page.body().readAllBytes();
    }
    return server.take().headers().get("authorization");
  }

  @Test
  void aToken_isGotOnceAndUsedUntilItEnds() throws Exception {
    assertThat(authorizationSent()).isEqualTo("Bearer t1");
    assertThat(authorizationSent()).isEqualTo("Bearer t1");
    FakeBackend.Received asked = issuer.take();
    tokens = FakeBackend.answering(200, "{\"access_token\":\"t2\"}");
    clock.advance(Duration.ofSeconds(50));
    assertThat(authorizationSent()).isEqualTo("Bearer t2");
    clock.advance(Duration.ofDays(30));
    assertThat(authorizationSent()).isEqualTo("Bearer t2");

    assertThat(asked.line()).isEqualTo("POST /token HTTP/1.1");
    assertThat(asked.headers()).containsEntry("authorization", "Basic bWU6cyUyRmVjcmV0");
    assertThat(new String(asked.body(), StandardCharsets.UTF_8))
        .isEqualTo("grant_type=client_credentials&scope=a+b&audience=metrics");
  }

  @Test
  void aServerThatWantsTheSecretInTheForm_getsItThere() throws Exception {
    tokens =
        (request, out) -> {
          boolean inForm =
              new String(request.body(), StandardCharsets.UTF_8).contains("client_secret=");
          FakeBackend.answering(inForm ? 200 : 401, inForm ? "{\"access_token\":\"t3\"}" : "")
              .answer(request, out);
        };
    assertThat(authorizationSent()).isEqualTo("Bearer t3");
  }

  @Test
  void aTokenThatIsNotTaken_isForgotten() throws Exception {
    status = 401;
    authorizationSent();
    tokens = FakeBackend.answering(200, "{\"access_token\":\"t4\"}");
    assertThat(authorizationSent()).isEqualTo("Bearer t4");
  }

  @Test
  void withoutToken_nothingIsSent() {
    tokens = FakeBackend.answering(503, "");
    assertThatThrownBy(this::authorizationSent)
        .isInstanceOf(ScrapeException.class)
        .hasMessageContaining("no token from")
        .hasMessageContaining("HTTP 503");
    assertThat(server.connections()).isZero();
  }

  @Test
  void stoppingWhileATokenIsGot_isNoFailureOfATarget() throws Exception {
    var asked = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    tokens =
        (request, out) -> {
          asked.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        };
    var failures = new LinkedBlockingQueue<Exception>();
    for (int i = 0; i < 2; i++) {
      new Thread(
              () -> {
                try {
                  authorizationSent();
                } catch (Exception e) {
                  failures.add(e);
                }
              })
          .start();
    }
    asked.await();
    client.close();
    for (int i = 0; i < 2; i++) {
      assertThat(failures.poll(20, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              SendException.class, e -> assertThat(e.trouble()).isEqualTo(Trouble.STOPPED));
    }
    end.countDown();
  }
}
