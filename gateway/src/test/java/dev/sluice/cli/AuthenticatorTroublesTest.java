package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.net.RawClient;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Captures;
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What hostile clients, and secrets that change at the wrong moment, do to authenticators. */
@Timeout(60)
class AuthenticatorTroublesTest {
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("dev.sluice");
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Gateway> gateways = new ArrayList<>();
  private final FakeBackend backend = new FakeBackend();
  private InetSocketAddress door;
  private InetSocketAddress other;

  @TempDir private Path scratch;

  @BeforeEach
  void listen() throws Exception {
    events.start();
    log.addAppender(events);
    door = free();
    other = free();
  }

  @AfterEach
  void stop() {
    log.detachAppender(events);
    gateways.forEach(gateway -> gateway.stop(Duration.ofMillis(100)));
    backend.close();
  }

  private static InetSocketAddress free() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }

  private Plan plan(String yaml) throws Exception {
    String whole =
        yaml.replace("DOOR", "127.0.0.1:" + door.getPort())
            .replace("OTHER", "127.0.0.1:" + other.getPort())
            .replace("BACKEND", backend.url(""))
            .replace("SCRATCH", scratch.toString());
    Path file = Files.writeString(scratch.resolve("relay.yaml"), whole);
    var sources = new Sources(List.of(file.toString()), List.of());
    return Plan.read(sources, Distribution.standard(), Map.<String, String>of()::get);
  }

  private void start(String yaml) throws Exception {
    Plan plan = plan(yaml);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    gateways.add(Gateway.start(plan));
  }

  private int postTo(InetSocketAddress address, String... headers) {
    try {
      return statusOf(address, headers);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private int statusOf(InetSocketAddress address, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/v1/logs".formatted(address.getPort())))
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(Captures.logs(1)));
    if (headers.length > 0) request.headers(headers);
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  /** All of it, exceptions included. */
  private String said() {
    var all = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(events.list)) {
      all.append(event.getFormattedMessage()).append('\n');
      if (event.getThrowableProxy() == null) continue;
      all.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
    }
    return all.toString();
  }

  private static final String SERVERS =
      """
      receivers:
        otlp:
          protocols:
            http: {endpoint: "DOOR", auth: {authenticator: bearertokenauth, request_params: [key]}}
        otlp/other:
          protocols: {http: {endpoint: "OTHER", auth: {authenticator: basicauth}}}
      exporters:
        otlphttp: {endpoint: "BACKEND"}
      extensions:
        bearertokenauth: {filename: SCRATCH/token, header: key, scheme: ""}
        basicauth: {htpasswd: {inline: 'me:USER'}}
      service:
        extensions: [bearertokenauth, basicauth]
        telemetry: {metrics: {level: none}}
        pipelines:
          logs: {receivers: [otlp, otlp/other], exporters: [otlphttp]}
      """;

  @Test
  void aQueryThatCannotBeDecoded_isNoKey_andStandsInNoLog() throws Exception {
    Files.writeString(scratch.resolve("token"), "s3cret");
    start(SERVERS.replace("USER", "plain"));
    assertThat(statusOf("/v1/logs?key=s3cret%")).isEqualTo(401);
    assertThat(statusOf("/v1/logs?key=s3cret%zz")).isEqualTo(401);
    assertThat(statusOf("/v1/logs?%zz=%&key=s3cret")).isEqualTo(200);
    assertThat(said()).contains("refused by authenticator").doesNotContain("s3cret", "our fault");
  }

  private int statusOf(String target) throws Exception {
    try (var raw = new RawClient(door)) {
      return raw.send(
              "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n".formatted(target)
                  + "Content-Length: 2\r\n\r\n{}")
          .answer()
          .status();
    }
  }

  /** At this cost one comparison takes seconds, and as many wait as may. */
  @Test
  void manyWrongPasswords_keepNoNewTokenFromBeingTakenUp() throws Exception {
    Path token = Files.writeString(scratch.resolve("token"), "old");
    start(
        SERVERS.replace("USER", "$$2b$$15$$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK"));
    Await.until("the token is known", () -> postTo(door, "key", "old") == 200);
    for (int i = 0; i < 70; i++) {
      byte[] pair = ("me:" + i).getBytes(StandardCharsets.UTF_8);
      String value = "Basic " + Base64.getEncoder().encodeToString(pair);
      assertThat(postTo(other, "Authorization", value)).isEqualTo(503);
    }
    Files.writeString(token, "new");
    Await.until("the new one is known", () -> postTo(door, "key", "new") == 200);
    assertThat(postTo(door, "key", "old")).isEqualTo(401);
  }

  private static final String CLIENT =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "DOOR"}}}
      exporters:
        otlphttp: {endpoint: "BACKEND", auth: {authenticator: AUTH}}
      extensions:
        AUTH: SETTINGS
      service:
        extensions: [AUTH]
        telemetry: {metrics: {level: none}}
        pipelines: {logs: {receivers: [otlp], exporters: [otlphttp]}}
      """;

  private static String client(String authenticator, String settings) {
    return CLIENT.replace("AUTH", authenticator).replace("SETTINGS", settings);
  }

  private void demand(String header, String value) {
    backend.answers(request -> Reply.of(value.equals(request.header(header)) ? 200 : 401));
  }

  @Test
  void aRotatedValue_isTakenUpUnnoticed_alsoWhereItIsInserted() throws Exception {
    Path key = Files.writeString(scratch.resolve("key"), "one");
    demand("x-key", "one");
    start(
        client(
            "headers_setter",
            "{headers: [{action: insert, key: X-Key, value_file: SCRATCH/key}]}"));
    assertThat(postTo(door)).isEqualTo(200);
    Await.until("the first is sent", () -> sent("one") == 1);
    demand("x-key", "two");
    Files.writeString(key, "two");
    assertThat(postTo(door)).isEqualTo(200);
    Await.until("the second is sent", () -> sent("two") == 1);
    assertThat(said()).doesNotContain("HTTP 401");
  }

  private long sent(String key) {
    return backend.requests().stream().filter(one -> key.equals(one.header("x-key"))).count();
  }

  @Test
  void anAuthenticatorByItsOtherName_isTheSame() throws Exception {
    demand("authorization", "Bearer t");
    start(client("bearer_token_auth/a", "{token: t}"));
    assertThat(postTo(door)).isEqualTo(200);
    Await.until("it is sent", () -> backend.requests().size() == 1);
    assertThat(backend.requests().get(0).header("authorization")).isEqualTo("Bearer t");
  }

  @Test
  void aClientThatCannotBeSigned_isNotSentUnsigned() throws Exception {
    Plan plan =
        plan(
            """
            receivers:
              prometheus:
                target_allocator:
                  endpoint: http://127.0.0.1:1
                  collector_id: a
                  auth: {authenticator: bearertokenauth}
            exporters: {otlphttp: {endpoint: "BACKEND"}}
            extensions: {bearertokenauth: {token: t}}
            service:
              extensions: [bearertokenauth]
              pipelines: {metrics: {receivers: [prometheus], exporters: [otlphttp]}}
            """);
    assertThat(plan.problems().render(false))
        .contains("receivers::prometheus::target_allocator::auth", "is not for");
  }
}
