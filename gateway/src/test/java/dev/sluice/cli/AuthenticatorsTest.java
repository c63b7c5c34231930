package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import dev.sluice.data.Account;
import dev.sluice.data.Outcome;
import dev.sluice.net.RawClient;
import dev.sluice.net.tls.TlsFixtures;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Captures;
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import dev.sluice.testkit.FakeBackend.Request;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Gateways that sign what they send, and ask others who they are: by real sockets. */
@Timeout(60)
class AuthenticatorsTest {
  private static final String BASIC = "Basic " + base64("me:s3cret");

  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("dev.sluice");
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Gateway> gateways = new ArrayList<>();
  private final FakeBackend backend = new FakeBackend();
  private InetSocketAddress door;

  @TempDir private Path scratch;

  @BeforeEach
  void listen() throws Exception {
    events.start();
    log.addAppender(events);
    door = free();
  }

  @AfterEach
  void stop() {
    log.detachAppender(events);
    gateways.forEach(gateway -> gateway.stop(Duration.ofMillis(100)));
    backend.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InetSocketAddress free() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }

  private Sources sources(String yaml) throws Exception {
    String whole =
        yaml.replace("DOOR", "127.0.0.1:" + door.getPort())
            .replace("BACKEND", backend.url(""))
            .replace("SCRATCH", scratch.toString());
    Path file = Files.writeString(scratch.resolve("relay.yaml"), whole);
    return new Sources(List.of(file.toString()), List.of());
  }

  private static Plan plan(Sources sources) {
    Plan plan = Plan.read(sources, Distribution.standard(), Map.<String, String>of()::get);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    return plan;
  }

  private Gateway start(String yaml) throws Exception {
    Gateway gateway = Gateway.start(plan(sources(yaml)));
    gateways.add(gateway);
    return gateway;
  }

  private HttpResponse<String> post(String signal, byte[] body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/v1/%s".formatted(door.getPort(), signal)))
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) request.headers(headers);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private int postLogs(String... headers) throws Exception {
    return post("logs", Captures.logs(1), headers).statusCode();
  }

  private static long settled(Gateway gateway, Outcome.Kind kind) {
    long sum = 0;
    for (Account account : gateway.ledger().accounts()) sum += account.settled(kind);
    return sum;
  }

  private static void awaitAllDelivered(Gateway gateway) {
    Await.until(
        "all is delivered",
        () -> {
          long accepted = 0;
          for (Account account : gateway.ledger().accounts()) accepted += account.accepted();
          return accepted > 0 && settled(gateway, Outcome.Kind.DELIVERED) == accepted;
        });
  }

  private boolean isSaid(String... parts) {
    return List.copyOf(events.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> List.of(parts).stream().allMatch(line::contains));
  }

  private void demand(String header, String value) {
    backend.answers(
        request -> Reply.of(value.equals(request.header(header)) ? 200 : 401, "who are you"));
  }

  /** Of what was taken. */
  private List<String> sent(Function<Request, String> what) {
    return backend.requests().stream().map(what).distinct().toList();
  }

  private static final String ALL =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "DOOR"}}}
      exporters:
        otlphttp: {endpoint: "BACKEND", auth: {authenticator: AUTH}, headers: {authorization: old}}
        loki: {endpoint: "BACKEND/loki/api/v1/push", auth: {authenticator: AUTH}}
        prometheusremotewrite: {endpoint: "BACKEND/api/v1/write", auth: {authenticator: AUTH}}
      extensions:
        AUTH: SETTINGS
      service:
        extensions: [AUTH]
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlphttp]}
          logs: {receivers: [otlp], exporters: [loki]}
          metrics: {receivers: [otlp], exporters: [prometheusremotewrite]}
      """;

  private static String all(String authenticator, String settings) {
    return ALL.replace("AUTH", authenticator).replace("SETTINGS", settings);
  }

  private static final byte[] NO_SPANS = {};

  @Test
  void everyHttpExporter_signsWhatItSends_overItsOwnHeaders() throws Exception {
    demand("authorization", BASIC);
    Gateway gateway =
        start(all("basicauth/client", "{client_auth: {username: me, password: s3cret}}"));
    assertThat(post("metrics", Captures.metrics(1)).statusCode()).isEqualTo(200);
    assertThat(postLogs()).isEqualTo(200);
    assertThat(post("traces", span()).statusCode()).isEqualTo(200);
    awaitAllDelivered(gateway);
    assertThat(sent(request -> request.path()))
        .contains("/v1/traces", "/loki/api/v1/push", "/api/v1/write");
    assertThat(backend.requests())
        .filteredOn(request -> request.method().equals("POST"))
        .allMatch(request -> BASIC.equals(request.header("authorization")));
  }

  /** One span of one resource, with ids. */
  private static byte[] span() {
    Span span =
        Span.newBuilder()
            .setName("a")
            .setTraceId(ByteString.copyFrom(new byte[16]))
            .setSpanId(ByteString.copyFrom(new byte[8]))
            .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build()
        .toByteArray();
  }

  @Test
  void aTokenInAFile_isTakenUpWhenItChanges_andNothingIsLost() throws Exception {
    Path token = Files.writeString(scratch.resolve("token"), "first\n");
    demand("authorization", "Bearer first");
    Gateway gateway = start(all("bearertokenauth", "{filename: SCRATCH/token}"));
    assertThat(postLogs()).isEqualTo(200);
    awaitAllDelivered(gateway);
    demand("authorization", "Bearer second");
    Files.writeString(token, "second\n");
    assertThat(postLogs()).isEqualTo(200);
    awaitAllDelivered(gateway);
    assertThat(isSaid("HTTP 401")).as("the new one was looked for at once").isFalse();
  }

  @Test
  void whatABackendDoesNotTake_isKept_andTheAuthenticatorNamed() throws Exception {
    demand("x-key", "right");
    Files.writeString(scratch.resolve("key"), "wrong");
    Gateway gateway =
        start(all("bearertokenauth/k", "{filename: SCRATCH/key, header: X-Key, scheme: \"\"}"));
    assertThat(postLogs()).isEqualTo(200);
    Await.until(
        "it is said", () -> isSaid("loki", "HTTP 401", "see authenticator 'bearertokenauth/k'"));
    assertThat(settled(gateway, Outcome.Kind.DROPPED)).isZero();
    assertThat(settled(gateway, Outcome.Kind.REJECTED)).isZero();
    assertThat(isSaid("wrong")).isFalse();
  }

  @Test
  void aFileThatIsNotThereYet_isWaitedFor() throws Exception {
    demand("authorization", "Basic " + base64("me:late"));
    Gateway gateway =
        start(
            all("basicauth", "{client_auth: {username: me, password_file: SCRATCH/password}}")
                .replace("/push\"", "/push\", retry_on_failure: {initial_interval: 50ms}"));
    assertThat(postLogs()).isEqualTo(200);
    Await.until(
        "it is said", () -> isSaid("authenticator 'basicauth'", "password_file", "no such file"));
    assertThat(backend.requests()).filteredOn(one -> one.method().equals("POST")).isEmpty();
    Files.writeString(scratch.resolve("password"), "late");
    awaitAllDelivered(gateway);
  }

  @Test
  void aTokenEndpointThatFails_isARetry_andNoLoss() throws Exception {
    try (var issuer = new FakeBackend()) {
      issuer.answers(request -> Reply.of(503));
      demand("authorization", "Bearer t1");
      Gateway gateway =
          start(
              all(
                      "oauth2client",
                      """
                      {client_id: me, client_secret: s3cret, token_url: "ISSUER", scopes: [a]}"""
                          .replace("ISSUER", issuer.url("/token")))
                  .replace("/push\"", "/push\", retry_on_failure: {initial_interval: 50ms}"));
      assertThat(postLogs()).isEqualTo(200);
      Await.until(
          "it is said",
          () -> isSaid("exporter 'loki'", "authenticator 'oauth2client': no token", "HTTP 503"));
      issuer.answers(request -> Reply.of(200, "{\"access_token\": \"t1\", \"expires_in\": 300}"));
      awaitAllDelivered(gateway);
      assertThat(isSaid("s3cret")).isFalse();
    }
  }

  @Test
  void aTenantThatARequestCameWith_isSentOn_andOthersAreKeptApart() throws Exception {
    Gateway gateway =
        start(
            all("headers_setter", "{headers: [RULE]}")
                .replace(
                    "RULE", "{key: X-Scope-OrgID, from_context: X-Tenant, default_value: others}")
                .replace("\"DOOR\"", "\"DOOR\", include_metadata: true")
                .replace(
                    "exporters:\n",
                    "processors: {batch: {metadata_keys: [x-tenant]}}\nexporters:\n")
                .replace("exporters: [loki]", "processors: [batch], exporters: [loki]"));
    assertThat(postLogs("X-Tenant", "red")).isEqualTo(200);
    assertThat(postLogs("X-Tenant", "blue")).isEqualTo(200);
    assertThat(postLogs()).isEqualTo(200);
    awaitAllDelivered(gateway);
    assertThat(backend.requests())
        .filteredOn(request -> request.method().equals("POST"))
        .extracting(request -> request.header("x-scope-orgid"))
        .containsExactlyInAnyOrder("red", "blue", "others");
  }

  private static final String SERVER =
      """
      receivers:
        otlp:
          protocols:
            http: {endpoint: "DOOR", auth: {authenticator: AUTH, request_params: [key]}}
      exporters:
        otlphttp: {endpoint: "BACKEND"}
      extensions:
        AUTH: SETTINGS
      service:
        extensions: [AUTH]
        telemetry: {metrics: {address: "127.0.0.1:0"}}
        pipelines:
          logs: {receivers: [otlp], exporters: [otlphttp]}
      """;

  private static String server(String authenticator, String settings) {
    return SERVER.replace("AUTH", authenticator).replace("SETTINGS", settings);
  }

  @Test
  void whoShowsNothing_isTurnedAway_beforeTheBodyIsRead_countedAndSaid() throws Exception {
    Gateway gateway = start(server("bearertokenauth", "{tokens: [one, two]}"));
    try (var raw = new RawClient(door)) {
      RawClient.Answer answer =
          raw.send(
                  "POST /v1/logs HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 1000000\r\n\r\n")
              .answer();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer");
      assertThat(answer.text())
          .isEqualTo("{\"code\":16,\"message\":\"missing or empty header `Authorization`\"}");
    }
    assertThat(postLogs("Authorization", "Bearer three")).isEqualTo(401);
    assertThat(postLogs("Authorization", "Bearer one")).isEqualTo(200);
    assertThat(postLogs("Authorization", "bearer two")).isEqualTo(200);
    awaitAllDelivered(gateway);
    assertThat(page(gateway))
        .contains("sluice_receiver_unauthenticated_requests_total{receiver=\"otlp\"")
        .containsPattern("unauthenticated_requests_total\\{[^}]*transport=\"http\"[^}]*} 2\\b");
    assertThat(
            isSaid(
                "receiver 'otlp'", "from 127.0.0.1", "refused by authenticator 'bearertokenauth'"))
        .isTrue();
    assertThat(isSaid("three")).isFalse();
  }

  private String page(Gateway gateway) throws Exception {
    InetSocketAddress address = gateway.metricsAddresses().get(0);
    var uri = URI.create("http://127.0.0.1:%d/metrics".formatted(address.getPort()));
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Test
  void aParameterOfTheQuery_countsAsAHeader() throws Exception {
    start(server("bearertokenauth", "{token: k, header: key, scheme: \"\"}"));
    assertThat(post("logs?key=k", Captures.logs(1)).statusCode()).isEqualTo(200);
    assertThat(post("logs?key=other", Captures.logs(1)).statusCode()).isEqualTo(401);
  }

  @Test
  void aSlowHash_isComparedAside_andAnsweredAtOnceFromThenOn() throws Exception {
    Gateway gateway =
        start(
            server("basicauth", "{htpasswd: {inline: 'me:BCRYPT'}}")
                .replace(
                    "BCRYPT", "$$2b$$05$$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK"));
    HttpResponse<String> first =
        post("logs", Captures.logs(1), "Authorization", "Basic " + base64("me:s3cret"));
    assertThat(first.statusCode()).isEqualTo(503);
    assertThat(first.headers().firstValue("retry-after")).hasValue("1");
    Await.until("it is compared", () -> isWelcome("me:s3cret"));
    assertThat(isWelcome("me:s3cret")).isTrue();
    Await.until("the wrong one is compared", () -> statusOf("me:wrong") == 401);
    awaitAllDelivered(gateway);
  }

  @Test
  void usersOfAnHtpasswdFile_areLetIn_andANewOneAsSoonAsItIsWritten() throws Exception {
    Path file = Files.writeString(scratch.resolve("users"), "plain:s3cret\n");
    start(server("basicauth/server", "{htpasswd: {file: SCRATCH/users, inline: \"in:line\"}}"));
    assertThat(postLogs("Authorization", "Basic " + base64("plain:s3cret"))).isEqualTo(200);
    assertThat(postLogs("Authorization", "basic " + base64("in:line"))).isEqualTo(200);
    assertThat(postLogs("Authorization", "Basic " + base64("plain:other"))).isEqualTo(401);
    assertThat(postLogs("Authorization", "Basic " + base64("nobody:s3cret"))).isEqualTo(401);
    assertThat(postLogs("Authorization", "Basic %%%")).isEqualTo(401);
    assertThat(postLogs("Authorization", "Bearer s3cret")).isEqualTo(401);
    assertThat(post("logs", NO_SPANS).headers().firstValue("www-authenticate"))
        .hasValue("Basic realm=\"sluice\", charset=\"UTF-8\"");
    Files.writeString(file, "late:comer\n");
    Await.until("the new user is known", () -> isWelcome("late:comer"));
    assertThat(isWelcome("plain:s3cret")).isFalse();
  }

  private boolean isWelcome(String pair) {
    return statusOf(pair) == 200;
  }

  private int statusOf(String pair) {
    try {
      return postLogs("Authorization", "Basic " + base64(pair));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static final String EDGE =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "DOOR"}}}
      exporters:
        otlp:
          endpoint: "INNER"
          tls: {ca_file: "CA"}
          auth: {authenticator: bearertokenauth}
          retry_on_failure: {initial_interval: 50ms}
      extensions:
        bearertokenauth: {filename: SCRATCH/token}
      service:
        extensions: [bearertokenauth]
        telemetry: {metrics: {level: none}}
        pipelines:
          logs: {receivers: [otlp], exporters: [otlp]}
      """;

  private static final String INNER =
      """
      receivers:
        otlp:
          protocols:
            grpc:
              endpoint: "INNER"
              tls: {cert_file: "CERT", key_file: "KEY"}
              auth: {authenticator: bearertokenauth}
      exporters:
        otlphttp: {endpoint: "BACKEND"}
      extensions:
        bearertokenauth: {token: right}
      service:
        extensions: [bearertokenauth]
        telemetry: {metrics: {address: "127.0.0.1:0"}}
        pipelines:
          logs: {receivers: [otlp], exporters: [otlphttp]}
      """;

  private static String over(InetSocketAddress inner, String yaml) {
    return yaml.replace("INNER", "127.0.0.1:" + inner.getPort())
        .replace("CA", TlsFixtures.file("ca.pem").toString())
        .replace("CERT", TlsFixtures.file("server.pem").toString())
        .replace("KEY", TlsFixtures.file("server.key").toString());
  }

  @Test
  void overGrpc_aCallIsSigned_andAskedWhoItIs() throws Exception {
    InetSocketAddress between = free();
    Gateway inner = start(over(between, INNER));
    Files.writeString(scratch.resolve("token"), "right");
    Gateway edge = start(over(between, EDGE));
    assertThat(postLogs()).isEqualTo(200);
    awaitAllDelivered(edge);
    awaitAllDelivered(inner);
    int taken = backend.requests().size();
    Files.writeString(scratch.resolve("token"), "wrong");
    Await.until("the other one is sent", () -> isToldAfterAPost());
    assertThat(page(inner))
        .containsPattern("unauthenticated_requests_total\\{[^}]*transport=\"grpc\"[^}]*} [1-9]");
    assertThat(settled(edge, Outcome.Kind.DROPPED)).isZero();
    assertThat(backend.requests().size()).isGreaterThanOrEqualTo(taken);
  }

  /**
   * The file is looked at once a second, so that the first may still be signed with the old one.
   */
  private boolean isToldAfterAPost() {
    try {
      assertThat(postLogs()).isEqualTo(200);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return isSaid("exporter 'otlp'", "gRPC status 16", "see authenticator 'bearertokenauth'");
  }

  @Test
  void anAuthenticatorThatIsChanged_changesThoseWhoUseIt() throws Exception {
    String yaml = all("bearertokenauth", "{token: TOKEN}");
    demand("authorization", "Bearer one");
    Gateway gateway = start(yaml.replace("TOKEN", "one"));
    assertThat(postLogs()).isEqualTo(200);
    awaitAllDelivered(gateway);
    demand("authorization", "Bearer two");
    var reload =
        new Reload(
            Distribution.standard(),
            Map.<String, String>of()::get,
            sources(yaml.replace("TOKEN", "two")),
            gateway);
    assertThat(reload.run()).isTrue();
    assertThat(postLogs()).isEqualTo(200);
    awaitAllDelivered(gateway);
    assertThat(isSaid("HTTP 401")).isFalse();
  }
}
