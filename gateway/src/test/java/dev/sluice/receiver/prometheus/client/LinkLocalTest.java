package dev.sluice.receiver.prometheus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.FakeBackend;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.client.Target;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where discovered targets may not be; loopback stands for those addresses where we connect. */
class LinkLocalTest {
  private static final Predicate<InetAddress> NOT_HERE = address -> !address.isLoopbackAddress();

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254, true",
    "169.254.0.1, true",
    "::ffff:169.254.169.254, true",
    "fe80::1, true",
    "fd00:ec2::254, true",
    "100.100.100.200, true",
    "192.0.0.192, true",
    "169.253.255.255, false",
    "10.0.0.1, false",
    "127.0.0.1, false",
    "fd00:ec2::253, false"
  })
  void metadataServers_areKnownByAddress(String address, boolean is) throws Exception {
    assertThat(LinkLocal.is(InetAddress.getByName(address))).isEqualTo(is);
  }

  private static void get(String url, Predicate<InetAddress> allowed) throws Exception {
    try (var client = new ScrapeClient(ScrapeHttp.DEFAULT, allowed, "test", System::nanoTime)) {
      Target target = Objects.requireNonNull(Target.parse(url));
      client.get(target, Map.of(), Duration.ofSeconds(20)).close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "2130706433", "0x7f.1"})
  void aForbiddenAddress_isNotConnectedTo(String host) throws Exception {
    try (var server = new FakeBackend(FakeBackend.answering(200, ""))) {
      assertThatThrownBy(() -> get("http://" + host + ":" + server.port(), NOT_HERE))
          .isInstanceOfSatisfying(
              SendException.class,
              e -> assertThat(e.trouble()).isIn(Trouble.FORBIDDEN, Trouble.HOST_NOT_FOUND));
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void aRedirect_leadsToNoForbiddenAddress() throws Exception {
    try (var secret = new FakeBackend(FakeBackend.answering(200, ""));
        var server =
            new FakeBackend(
                FakeBackend.answering(
                    302, "", "Location: http://127.0.0.2:" + secret.port() + "/"))) {
      Predicate<InetAddress> notThere = address -> !address.getHostAddress().equals("127.0.0.2");
      assertThatThrownBy(() -> get(server.url("/"), notThere))
          .isInstanceOfSatisfying(
              SendException.class, e -> assertThat(e.trouble()).isEqualTo(Trouble.FORBIDDEN))
          .hasMessageContaining("127.0.0.2");
      assertThat(secret.connections()).isZero();
    }
  }
}
