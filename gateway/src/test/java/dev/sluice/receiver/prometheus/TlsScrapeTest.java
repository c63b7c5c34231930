package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.FakeBackend;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsFixtures;
import dev.sluice.receiver.prometheus.series.MappingOptions;
import dev.sluice.receiver.prometheus.series.TargetMetrics;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Targets behind TLS, by the words of Prometheus' {@code tls_config}. */
@Timeout(30)
class TlsScrapeTest {

  @Test
  void aTargetOfOurAuthority_isScraped() throws Exception {
    try (FakeBackend server = server("server.pem", false)) {
      assertThat(scrape(server, "ca_file: " + file("ca.pem"))).isEqualTo(4);
    }
  }

  @Test
  void theAuthority_mayStandInTheConfiguration() throws Exception {
    String pem = Files.readString(TlsFixtures.file("ca.pem")).indent(4);
    try (FakeBackend server = server("server.pem", false)) {
      assertThat(scrape(server, "ca: |\n" + pem)).isEqualTo(4);
    }
  }

  @Test
  void aTargetOfAnotherAuthority_isNotTrusted() throws Exception {
    try (FakeBackend server = server("server.pem", false)) {
      assertThatThrownBy(() -> scrape(server, "ca_file: " + file("rogue-ca.pem")))
          .isInstanceOf(SendException.class)
          .hasMessageContaining("is not trusted");
      assertThat(scrape(server, "insecure_skip_verify: true")).isEqualTo(4);
    }
  }

  @Test
  void theNameOfTheCertificate_mayBeGiven() throws Exception {
    String ca = "ca_file: " + file("ca.pem");
    try (FakeBackend server = server("server-second.pem", false)) {
      assertThat(scrape(server, ca + "\n  server_name: second.example")).isEqualTo(4);
    }
  }

  @Test
  void aTargetThatWantsACertificate_getsOurs() throws Exception {
    String own =
        "\n  cert_file: %s\n  key_file: %s".formatted(file("client.pem"), file("client.key"));
    try (FakeBackend server = server("server.pem", true)) {
      assertThat(scrape(server, "ca_file: " + file("ca.pem") + own)).isEqualTo(4);
    }
  }

  @Test
  void protocolVersions_haveGosNames() throws Exception {
    try (FakeBackend server = server("server.pem", false)) {
      String ca = "ca_file: " + file("ca.pem");
      assertThat(scrape(server, ca + "\n  min_version: TLS13")).isEqualTo(4);
      assertThat(scrape(server, ca + "\n  max_version: TLS12")).isEqualTo(4);
    }
  }

  private static FakeBackend server(String certificate, boolean wantsOurs) throws Exception {
    return new FakeBackend(
        TlsFixtures.server(certificate, "server-pkcs1.key", wantsOurs),
        FakeBackend.answering(200, "a 1\n", "Connection: close"));
  }

  private static String file(String name) {
    return TlsFixtures.file(name).toString();
  }

  /** Bytes of the page. */
  private static long scrape(FakeBackend server, String tls) throws Exception {
    String address = "127.0.0.1:" + server.port();
    ScrapeJob job =
        Configs.job(
            "scheme: https\nstatic_configs: [{targets: ['%s']}]\ntls_config:\n  %s"
                .formatted(address, tls));
    ScrapeTarget target = Configs.targets(job).targets().get(0);
    try (var pages = new PageSource(job, 1 << 20, any -> true, "1.2.3", System::nanoTime)) {
      var metrics = new TargetMetrics(target.identity(), MappingOptions.defaults("1.2.3"));
      metrics.begin(0, 0);
      var progress = new PageSource.Progress();
      Target url = Objects.requireNonNull(Target.parse(target.url()));
      pages.read(url, Duration.ofSeconds(20), metrics, progress);
      return progress.bodyBytes;
    }
  }
}
