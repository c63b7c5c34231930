package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.FakeBackend;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.tls.TlsFixtures;
import dev.sluice.wire.ByteSlice;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client alone: what it is told by its configuration, and what it says of its troubles. */
@Timeout(60)
class GrpcSenderTest {
  private static final String METHOD = "test.v1.Echo/Export";
  private static final String CA = "ca_file: " + TlsFixtures.file("ca.pem");
  private static final String OWN =
      "cert_file: %s, key_file: %s"
          .formatted(TlsFixtures.file("server.pem"), TlsFixtures.file("server.key"));

  private final EventLoops loops = new EventLoops(1);
  private @Nullable GrpcServer server;

  @AfterEach
  void stop() {
    if (server != null) server.stop(Duration.ofSeconds(1));
    loops.close();
  }

  @Test
  void aServerOfOurAuthority_isTrusted_andShownOurCertificate() throws Exception {
    int port = serve("tls: {%s, client_ca_file: %s}".formatted(OWN, TlsFixtures.file("ca.pem")));
    String own =
        "%s, cert_file: %s, key_file: %s"
            .formatted(CA, TlsFixtures.file("client.pem"), TlsFixtures.file("client-sec1.key"));
    assertThat(call(port, "tls: {%s}".formatted(own)).code()).isEqualTo(GrpcAnswer.OK);
    assertThat(call(port, "tls: {%s}".formatted(CA)).code()).isEqualTo(GrpcAnswer.UNAVAILABLE);
  }

  @Test
  void aServerThatIsNotTrusted_isSaidInPlainWords() throws Exception {
    int port = serve("tls: {%s}".formatted(OWN));
    String rogue = "tls: {ca_file: %s}".formatted(TlsFixtures.file("rogue-ca.pem"));
    assertThat(call(port, rogue).text())
        .isEqualTo("the certificate of 127.0.0.1:%d is not trusted; set tls::ca_file", port);
    assertThat(call(port, "tls: {insecure_skip_verify: true}").code()).isEqualTo(GrpcAnswer.OK);
  }

  @Test
  void theServersName_isChecked_unlessAnotherIsExpected() throws Exception {
    int port = serve("tls: {%s}".formatted(OWN));
    String override = "tls: {%s, server_name_override: second.example}".formatted(CA);
    assertThat(call(port, override).text())
        .contains("is for another name; see tls::server_name_override");
    String fitting = "tls: {%s, server_name_override: localhost}".formatted(CA);
    assertThat(call(port, fitting).code()).isEqualTo(GrpcAnswer.OK);
  }

  @Test
  void plainTextTowardsTls_andTlsTowardsPlainText_areSaidInPlainWords() throws Exception {
    int secure = serve("tls: {%s}".formatted(OWN));
    assertThat(call(secure, "tls: {insecure: true}").text()).contains("does it want TLS");
    stop();
    server = null;
    try (EventLoops others = new EventLoops(1)) {
      GrpcServer plain = server("", others);
      plain.start();
      GrpcReply reply = call(plain.port(), "tls: {%s}".formatted(CA), others);
      assertThat(reply.text()).contains("does not speak TLS; did you mean tls::insecure: true ?");
      plain.stop(Duration.ZERO);
    }
  }

  @Test
  void aServerThatSpeaksHttpOne_isSaidInPlainWords() throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(400, "no"))) {
      assertThat(call(backend.port(), "tls: {insecure: true}").text())
          .contains("answers in HTTP/1.1 and not in gRPC; did you mean port 4317");
    }
  }

  @Test
  void nobodyListening_andAnUnknownHost_areSaidInPlainWords() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(call(free, "tls: {insecure: true}").text())
        .isEqualTo("connection refused by 127.0.0.1:" + free);
    Section section = Sections.parse("endpoint: no-such-host.invalid:4317\ntls: {insecure: true}");
    GrpcClientConfig config = GrpcClientConfig.read(section, Duration.ofSeconds(20));
    try (GrpcSender sender = new GrpcSender(config, METHOD, loops, "1", System::nanoTime)) {
      GrpcReply reply = sender.call(Body.of(new byte[1]));
      assertThat(reply.code()).isEqualTo(GrpcAnswer.UNAVAILABLE);
      assertThat(reply.text()).isEqualTo("host not found: no-such-host.invalid:4317");
    }
  }

  @Test
  void anInterruptedThread_isReleasedAtOnce() throws Exception {
    int port = serve("");
    String yaml = "tls: {insecure: true}\ntimeout: 0s\nheaders: {x-late: yes}";
    GrpcClientConfig config = config(port, yaml);
    try (GrpcSender sender = new GrpcSender(config, METHOD, loops, "1", System::nanoTime)) {
      CompletableFuture<GrpcReply> reply = new CompletableFuture<>();
      Thread thread = new Thread(() -> reply.complete(sender.call(Body.of(new byte[1]))));
      thread.start();
      arrived.get(10, TimeUnit.SECONDS);
      thread.interrupt();
      assertThat(reply.get(10, TimeUnit.SECONDS).code()).isEqualTo(GrpcAnswer.CANCELLED);
    }
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            """
            endpoint: dns:///tempo.example:4317
            tls: {insecure: true}
            compression: snappy
            timeout: 7s
            headers: {X-A: b}
            authority: other
            balancer_name: round_robin
            wait_for_ready: true
            read_buffer_size: 1
            write_buffer_size: 2
            keepalive: {time: 30s, timeout: 5s, permit_without_stream: true}
            auth: {authenticator: basicauth/client}
            """);
    GrpcClientConfig config = GrpcClientConfig.read(section, Duration.ofSeconds(5));
    assertThat(Sections.problems(section)).doesNotContain("error", "warning");
    assertThat(config.target()).isEqualTo("dns:///tempo.example:4317");
    assertThat(config.isPlainText()).isTrue();
    assertThat(config.compression())
        .isEqualTo(new Compression(Encoding.SNAPPY_FRAMED, Compression.LIBRARY_LEVEL));
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.headers()).containsOnlyKeys("x-a");
    assertThat(config.authority()).isEqualTo("other");
    assertThat(config.balancer()).isEqualTo("round_robin");
    assertThat(config.waitForReady()).isTrue();
    assertThat(config.keepAliveTime()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.keepAliveTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.keepAliveWithoutStream()).isTrue();
    assertThat(config.authenticator()).hasToString("basicauth/client");
  }

  @Test
  void nothingWritten_isTheDefault() {
    GrpcClientConfig config =
        GrpcClientConfig.read(Sections.parse("endpoint: tempo:4317"), Duration.ofSeconds(5));
    assertThat(config.isPlainText()).as("TLS is on").isFalse();
    assertThat(config.compression().encoding()).isEqualTo(Encoding.GZIP);
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.balancer()).isEqualTo("pick_first");
    assertThat(config.waitForReady()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | `endpoint` is required
          endpoint: tempo                                 | must be host:port
          endpoint: tempo:4317/path                       | must be host:port
          {endpoint: "t:1", compression: lz4}             | `compression` has a value that is not known
          {endpoint: "t:1", balancer_name: grpclb}        | `balancer_name` has a value that is not known
          {endpoint: "t:1", auth: {authenticator: ""}}    | `authenticator` must be written
          {endpoint: "t:1", headers: {"bad name": x}}     | a name that no header can have
          {endpoint: "t:1", headers: {x-bin: x}}          | a name that no header can have
          {endpoint: "t:1", headers: {a: "x\\ny"}}        | a value that no header can have
          """)
  void mistakes_areReported(String yaml, String message) {
    Section section = Sections.parse(yaml);
    assertThat(GrpcClientConfig.read(section, Duration.ZERO)).isNotNull();
    assertThat(Sections.problems(section)).contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "http://tempo:4317, true",
    "https://tempo:4317, false",
    "tempo:4317, false",
    "'[::1]:4317', false"
  })
  void theSchemeOfTheEndpoint_decidesAboutTls(String endpoint, boolean plain) {
    GrpcClientConfig config =
        GrpcClientConfig.read(Sections.parse("endpoint: \"" + endpoint + "\""), Duration.ZERO);
    assertThat(config.isPlainText()).isEqualTo(plain);
  }

  private final CompletableFuture<Void> arrived = new CompletableFuture<>();

  private int serve(String yaml) throws Exception {
    server = server(yaml, loops);
    server.start();
    return server.port();
  }

  private GrpcServer server(String yaml, EventLoops on) throws Exception {
    GrpcServerConfig config =
        GrpcServerConfig.read(Sections.parse(yaml), new Endpoint("127.0.0.1", 0));
    return new GrpcServer(config, on, Map.of(METHOD, new Answering()), Clock.SYSTEM);
  }

  private GrpcReply call(int port, String yaml) throws Exception {
    return call(port, yaml, loops);
  }

  private GrpcReply call(int port, String yaml, EventLoops on) throws Exception {
    try (GrpcSender sender =
        new GrpcSender(config(port, yaml), METHOD, on, "1", System::nanoTime)) {
      return sender.call(Body.of(new byte[1]));
    }
  }

  private static GrpcClientConfig config(int port, String yaml) {
    Section section = Sections.parse("endpoint: 127.0.0.1:%d\n%s".formatted(port, yaml));
    return GrpcClientConfig.read(section, Duration.ofSeconds(20));
  }

  /** Answers at once, but never to a call that has the header {@code x-late}. */
  private final class Answering implements UnaryHandler {
    @Override
    public Exchange begin(GrpcHead head) {
      boolean late = head.headers().containsKey("x-late");
      return new Exchange() {
        @Override
        public @Nullable GrpcAnswer refusal() {
          return null;
        }

        @Override
        public boolean grow(long totalBytes) {
          return true;
        }

        @Override
        public GrpcAnswer noRoom() {
          return GrpcAnswer.error(GrpcAnswer.UNAVAILABLE, "");
        }

        @Override
        public void message(byte[] body, Consumer<GrpcAnswer> answer) {
          arrived.complete(null);
          if (!late) answer.accept(GrpcAnswer.ok(ByteSlice.EMPTY));
        }

        @Override
        public void abandoned() {
          // Nothing is held.
        }
      };
    }
  }
}
