package dev.sluice.extension.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Deadline;
import dev.sluice.component.Fitness;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Sections;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
  private static final String UNAVAILABLE =
      "{\"status\":\"Server not available\",\"upSince\":\"0001-01-01T00:00:00Z\",\"uptime\":\"\"}";

  private final ManualClock clock = new ManualClock();
  private final Settings settings = TestSettings.of("health_check", clock, new ManualTimer(clock));
  private final HttpClient client = HttpClient.newHttpClient();
  private HealthCheck health = healthCheck("");

  @AfterEach
  void stop() {
    health.stop(Deadline.in(Duration.ofSeconds(1), clock));
    settings.shared().close();
  }

  @Test
  void aFaultThatOnlyARestartMends_isSaidToProbes() throws Exception {
    health.start();
    health.pipelinesReady();
    assertThat(get("/").statusCode()).isEqualTo(200);
    settings.shared().get(Fitness.class, Fitness::new).lost("a thread ended");
    assertAnswer(get("/"), 503, "application/json", UNAVAILABLE);
  }

  @Test
  void ready_liesBetweenStartAndStop() throws Exception {
    health.start();
    assertAnswer(get("/"), 503, "application/json", UNAVAILABLE);

    health.pipelinesReady();
    clock.advance(Duration.ofMillis(3_723_500));
    assertAnswer(
        get("/"),
        200,
        "application/json",
        "{\"status\":\"Server available\",\"upSince\":\"2023-11-14T22:13:21Z\","
            + "\"uptime\":\"1h2m3.5s\"}");

    health.pipelinesNotReady();
    assertAnswer(get("/"), 503, "application/json", UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/health", "/a/b?c=d"})
  void theRoot_answersEveryPath(String path) throws Exception {
    health.start();
    health.pipelinesReady();
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void anotherPath_answersForItselfAlone() throws Exception {
    health = healthCheck("path: /live");
    health.start();
    health.pipelinesReady();
    assertThat(get("/live").statusCode()).isEqualTo(200);
    assertThat(get("/live?full").statusCode()).isEqualTo(200);
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/live/").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "BREW"})
  void anyMethod_isAnswered(String method) throws Exception {
    health.start();
    health.pipelinesReady();
    var request =
        HttpRequest.newBuilder(uri("/")).method(method, BodyPublishers.ofString("hello")).build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void head_hasNoBody() throws Exception {
    health.start();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), health.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\n");
    }
  }

  @Test
  void texts_takeThePlaceOfJson() throws Exception {
    health = healthCheck("response_body: {healthy: fine}");
    health.start();
    assertAnswer(get("/"), 503, "text/plain; charset=utf-8", "");
    health.pipelinesReady();
    assertAnswer(get("/"), 200, "text/plain; charset=utf-8", "fine");
  }

  @Test
  void aPortInUse_isSaid() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      health = healthCheck("endpoint: 127.0.0.1:" + taken.getLocalPort());
      assertThatThrownBy(health::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("in use");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "-5,0s",
    "1,0.000001ms",
    "350000000,350ms",
    "1500000000,1.5s",
    "60000000000,1m0s",
    "3602500000001,1h0m2.500000001s",
    "360000000000000,100h0m0s"
  })
  void uptime_isWrittenAsGoDoes(long nanos, String text) {
    assertThat(ProbeAnswers.duration(nanos)).isEqualTo(text);
  }

  private HealthCheck healthCheck(String yaml) {
    String endpoint = yaml.contains("endpoint") ? "" : "endpoint: 127.0.0.1:0\n";
    var config = HealthCheckConfig.read(Sections.parse(endpoint + yaml));
    return (HealthCheck) new HealthCheckFactory().create(config, settings);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + health.address().getPort() + path);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private static void assertAnswer(
      HttpResponse<String> answer, int status, String type, String body) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.body()).isEqualTo(body);
  }
}
