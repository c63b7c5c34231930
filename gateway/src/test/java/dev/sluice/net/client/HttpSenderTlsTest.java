package dev.sluice.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.Sections;
import dev.sluice.net.FakeBackend;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.codec.Body;
import dev.sluice.net.tls.TlsFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HttpSenderTlsTest {
  private final AtomicLong now = new AtomicLong();

  @TempDir private Path folder;

  @Test
  void aServerOfOurAuthority_isTrusted() throws Exception {
    try (FakeBackend backend = backend("server.pem", false)) {
      assertThat(post(backend, "ca_file: " + pem("ca.pem"))).isEqualTo(200);
    }
  }

  @Test
  void anAuthorityInTheConfigurationItself_isTrusted() throws Exception {
    String text = Files.readString(TlsFixtures.file("ca.pem")).indent(2);
    try (FakeBackend backend = backend("server.pem", false)) {
      assertThat(post(backend, "ca_pem: |\n" + text)).isEqualTo(200);
    }
  }

  @Test
  void aServerOfAnUnknownAuthority_isNot_unlessChecksAreOff() throws Exception {
    try (FakeBackend backend = backend("server.pem", false)) {
      for (String tls : new String[] {"ca_file: " + pem("rogue-ca.pem"), "insecure: true"}) {
        SendException e = failure(backend, tls);
        assertThat(e.trouble()).isEqualTo(Trouble.TLS);
        assertThat(e).hasMessageContaining("is not trusted; set tls::ca_file");
      }
      assertThat(post(backend, "insecure_skip_verify: true")).isEqualTo(200);
    }
  }

  @Test
  void theServersName_isCheckedAgainstTheUrl_orTheOverride() throws Exception {
    String ca = "ca_file: " + pem("ca.pem");
    try (FakeBackend first = backend("server.pem", false);
        FakeBackend second = backend("server-second.pem", false)) {
      String override = ca + "\nserver_name_override: second.example";
      assertThat(post(second, override)).isEqualTo(200);
      SendException e = failure(first, override);
      assertThat(e.trouble()).isEqualTo(Trouble.TLS);
      assertThat(e).hasMessageContaining("server_name_override");
    }
  }

  @Test
  void aServerThatWantsACertificate_getsOurs() throws Exception {
    String ca = "ca_file: " + pem("ca.pem");
    String own =
        "\ncert_file: %s\nkey_file: %s".formatted(pem("client.pem"), pem("client-sec1.key"));
    try (FakeBackend backend = backend("server.pem", true)) {
      assertThat(post(backend, ca + own)).isEqualTo(200);
      assertThat(failure(backend, ca).trouble()).isIn(Trouble.TLS, Trouble.CLOSED);
    }
  }

  @Test
  void certificates_areReadAgainAfterTheInterval_andABadFileChangesNothing() throws Exception {
    Path ca = copy("rogue-ca.pem");
    try (FakeBackend backend = backend("server.pem", false);
        HttpSender sender = sender("ca_file: %s\nreload_interval: 1m".formatted(ca))) {
      assertThat(failure(sender, backend).trouble()).isEqualTo(Trouble.TLS);
      Files.copy(TlsFixtures.file("ca.pem"), ca, StandardCopyOption.REPLACE_EXISTING);
      assertThat(failure(sender, backend).trouble()).as("too early").isEqualTo(Trouble.TLS);
      now.addAndGet(60_000_000_000L);
      assertThat(sender.post(target(backend), "a/b", Body.of(new byte[1])).status()).isEqualTo(200);
      Files.writeString(ca, "broken");
      now.addAndGet(60_000_000_000L);
      assertThat(sender.post(target(backend), "a/b", Body.of(new byte[1])).status()).isEqualTo(200);
    }
  }

  @Test
  void tlsTowardsPlainText_isSaidInPlainWords() throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(400, ""))) {
      assertThat(failure(backend, "")).hasMessageContaining("does not speak TLS");
    }
  }

  @Test
  void versions_areHonoured() throws Exception {
    try (FakeBackend backend = backend("server.pem", false)) {
      String ca = "ca_file: " + pem("ca.pem");
      assertThat(post(backend, ca + "\nmin_version: \"1.3\"")).isEqualTo(200);
      assertThat(post(backend, ca + "\nmax_version: \"1.2\"")).isEqualTo(200);
      assertThat(post(backend, ca + "\ncipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]"))
          .isEqualTo(200);
    }
  }

  private static FakeBackend backend(String cert, boolean wantsClientCertificate)
      throws IOException {
    return new FakeBackend(
        TlsFixtures.server(cert, "server-pkcs1.key", wantsClientCertificate),
        FakeBackend.answering(200, "", "Connection: close"));
  }

  private static String pem(String name) {
    return TlsFixtures.file(name).toString();
  }

  private Path copy(String name) throws IOException {
    return Files.copy(TlsFixtures.file(name), folder.resolve(name));
  }

  private HttpSender sender(String tls) throws IOException {
    String yaml = tls.isEmpty() ? "" : "tls:\n" + tls.indent(2);
    HttpClientConfig config = HttpClientConfig.read(Sections.parse(yaml));
    return new HttpSender(config, "9.9", now::get, Map.of());
  }

  private static Target target(FakeBackend backend) {
    return Target.parse("https://127.0.0.1:%d/".formatted(backend.port()));
  }

  private int post(FakeBackend backend, String tls) throws Exception {
    try (HttpSender sender = sender(tls)) {
      return sender.post(target(backend), "a/b", Body.of(new byte[1])).status();
    }
  }

  private SendException failure(FakeBackend backend, String tls) throws Exception {
    try (HttpSender sender = sender(tls)) {
      return failure(sender, backend);
    }
  }

  private static SendException failure(HttpSender sender, FakeBackend backend) {
    return catchThrowableOfType(
        SendException.class, () -> sender.post(target(backend), "a/b", Body.of(new byte[1])));
  }
}
