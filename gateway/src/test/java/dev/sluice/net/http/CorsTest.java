package dev.sluice.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.RawClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class CorsTest {
  private static final String ON =
      """
      cors:
        allowed_origins: ["https://*.example.com", "http://one"]
        allowed_headers: [X-Tenant]
        exposed_headers: [X-Trace]
        max_age: 600
      """;

  private static final EventLoops LOOPS = new EventLoops(1);
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) server.stop(Duration.ZERO);
  }

  @AfterAll
  static void end() {
    LOOPS.close();
  }

  @Test
  void aPreflight_isAnsweredBeforeTheHandler() throws Exception {
    RawClient.Answer answer =
        ask(
            ON,
            "OPTIONS",
            "Origin: https://a.example.com",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type, x-tenant");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", "https://a.example.com")
        .containsEntry("access-control-allow-credentials", "true")
        .containsEntry("access-control-allow-methods", "POST")
        .containsEntry("access-control-allow-headers", "content-type, x-tenant")
        .containsEntry("access-control-max-age", "600")
        .containsEntry(
            "vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
        .doesNotContainKey("content-length");
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.com, POST, content-type",
    "https://a.example.com, DELETE, content-type",
    "https://a.example.com, POST, x-other"
  })
  void aPreflightForMore_isAnsweredWithoutLeave(String origin, String method, String header)
      throws Exception {
    RawClient.Answer answer =
        ask(
            ON,
            "OPTIONS",
            "Origin: " + origin,
            "Access-Control-Request-Method: " + method,
            "Access-Control-Request-Headers: " + header);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void aRequestOfAnAllowedOrigin_isToldSo() throws Exception {
    assertThat(ask(ON, "POST", "Origin: http://one").headers())
        .containsEntry("access-control-allow-origin", "http://one")
        .containsEntry("access-control-expose-headers", "X-Trace")
        .containsEntry("vary", "Origin");
    stop();
    assertThat(ask(ON, "POST", "Origin: http://two").headers())
        .doesNotContainKey("access-control-allow-origin")
        .containsEntry("vary", "Origin");
  }

  @Test
  void withoutOrigins_nothingIsDifferent() throws Exception {
    RawClient.Answer answer =
        ask("", "OPTIONS", "Origin: http://one", "Access-Control-Request-Method: POST");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).doesNotContainKeys("vary", "access-control-allow-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "a*, abc, true",
    "*c, abc, true",
    "a*c, abc, true",
    "a*c, ac, true",
    "a*a, a, false",
    "a*b*c, a1b2c, true",
    "a*b*c, a1c2b, false",
    "a*b*b, ab, false",
    "abc, abcd, false",
    "abc, abc, true"
  })
  void aStar_standsForAnyText(String pattern, String text, boolean expected) {
    assertThat(Cors.matches(pattern, text)).isEqualTo(expected);
  }

  private RawClient.Answer ask(String yaml, String method, String... headers) throws Exception {
    HttpServerConfig config =
        HttpServerConfig.read(Sections.parse(yaml), new Endpoint("127.0.0.1", 0));
    server = new HttpServer(config, new EchoHandler(), LOOPS, Clock.SYSTEM);
    server.start();
    try (RawClient client = new RawClient(server.address())) {
      client.send(
          "%s /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n%s\r\n\r\n"
              .formatted(method, String.join("\r\n", headers)));
      return client.answer();
    }
  }
}
