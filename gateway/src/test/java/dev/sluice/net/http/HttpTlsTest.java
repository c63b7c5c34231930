package dev.sluice.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Clock;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.Leaks;
import dev.sluice.net.RawClient;
import dev.sluice.net.tls.TlsException;
import dev.sluice.net.tls.TlsFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@ExtendWith(Leaks.class)
class HttpTlsTest {
  private static final String OWN =
      "cert_file: %s\nkey_file: %s\n".formatted(pem("server.pem"), pem("server.key"));

  private final EventLoops loops = new EventLoops(1);
  private final EchoHandler handler = new EchoHandler();
  private final AtomicLong now = new AtomicLong();
  private HttpServer server;

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    if (server != null) server.stop(Duration.ofSeconds(1));
    loops.close();
  }

  @Test
  void requestsOverTls_areAnswered_onOneConnection() throws Exception {
    start(OWN);
    try (RawClient client = new RawClient(socket(null))) {
      for (int i = 0; i < 3; i++) assertThat(echoed(client)).isTrue();
    }
  }

  @Test
  void everyFormOfTheKey_isTaken() throws Exception {
    start("cert_file: %s\nkey_file: %s".formatted(pem("client.pem"), pem("client-sec1.key")));
    try (RawClient client = new RawClient(socket(null))) {
      assertThat(echoed(client)).isTrue();
    }
  }

  @Test
  void withAClientAuthority_aClientMustShowItsCertificate() throws Exception {
    start(OWN + "client_ca_file: " + pem("ca.pem"));
    try (RawClient client = new RawClient(socket("client.pem"))) {
      assertThat(echoed(client)).isTrue();
    }
    for (String other : new String[] {null, "stranger.pem"}) {
      assertThatThrownBy(
              () -> {
                try (RawClient client = new RawClient(socket(other))) {
                  echoed(client);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(handler.heads).hasSize(1);
  }

  @Test
  void aNewCertificate_isShownAfterTheInterval() throws Exception {
    Path cert = Files.copy(TlsFixtures.file("server.pem"), folder.resolve("cert.pem"));
    start("cert_file: %s\nkey_file: %s\nreload_interval: 1m".formatted(cert, pem("server.key")));
    assertThat(shownName()).isEqualTo("CN=localhost");
    Files.copy(TlsFixtures.file("server-second.pem"), cert, StandardCopyOption.REPLACE_EXISTING);
    assertThat(shownName()).isEqualTo("CN=localhost");
    now.addAndGet(60_000_000_000L);
    assertThat(shownName()).isEqualTo("CN=second");
  }

  @Test
  void anOldProtocol_isRefused() throws Exception {
    start(OWN + "min_version: \"1.3\"");
    SSLSocket socket = socket(null);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    socket.close();
  }

  @Test
  void plainTextToTls_endsTheConnection() throws Exception {
    start(OWN);
    try (RawClient client = new RawClient(server.address())) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      while (!client.isEnded()) Thread.onSpinWait();
      assertThat(handler.heads).isEmpty();
    }
  }

  @Test
  void aLargeRefusedBody_isSeenOverTlsToo() throws Exception {
    start(OWN);
    try (RawClient client = new RawClient(socket(null))) {
      client.send("POST /no HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(4 << 20));
      client.send(new byte[4 << 20]);
      assertThat(client.answer().status()).isEqualTo(503);
    }
  }

  @Test
  void aFileThatIsNotThere_isNamed() {
    assertThatThrownBy(() -> start("cert_file: /no/such.pem\nkey_file: " + pem("server.key")))
        .isInstanceOf(TlsException.class)
        .hasMessage("cert_file \"/no/such.pem\": no such file");
  }

  @Test
  void tlsWithoutACertificate_isAMistakeInTheConfiguration() {
    Section section = Sections.parse("tls: {client_ca_file: x}");
    assertThat(HttpServerConfig.read(section, new Endpoint("", 1)).tls()).isNull();
    assertThat(Sections.problems(section)).contains("`tls` needs cert_file and key_file");
  }

  private void start(String tls) throws Exception {
    Section section = Sections.parse("tls:\n" + tls.indent(2));
    HttpServerConfig config = HttpServerConfig.read(section, new Endpoint("127.0.0.1", 0));
    server = new HttpServer(config, handler, loops, clock());
    server.start();
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public long nanoTime() {
        return now.get();
      }

      @Override
      public long epochMillis() {
        return 0;
      }

      @Override
      public double dice() {
        return 0;
      }
    };
  }

  private SSLSocket socket(String cert) throws IOException {
    String key = cert == null ? null : "client.key";
    return (SSLSocket)
        TlsFixtures.client(cert, key).createSocket("127.0.0.1", server.address().getPort());
  }

  private String shownName() throws IOException {
    try (SSLSocket socket = socket(null)) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  private static boolean echoed(RawClient client) throws IOException {
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
    return client.answer().text().equals("x");
  }

  private static String pem(String name) {
    return TlsFixtures.file(name).toString();
  }
}
