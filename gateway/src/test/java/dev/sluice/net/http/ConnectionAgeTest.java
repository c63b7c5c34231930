package dev.sluice.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.RawClient;
import dev.sluice.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionAgeTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final ManualClock clock = new ManualClock();

  @Test
  void anOldConnection_endsWithItsNextAnswer_andNotBefore() throws Exception {
    var config =
        HttpServerConfig.read(
            Sections.parse("endpoint: \"127.0.0.1:0\"\nmax_connection_age: 1m"),
            new Endpoint("127.0.0.1", 0));
    HttpHandler handler = head -> Reception.answer(HttpAnswer.plain(200, "here"));
    try (var loops = new EventLoops(1)) {
      var server = new HttpServer(config, handler, loops, clock);
      server.start();
      try (var client = new RawClient(server.address())) {
        client.send(GET);
        assertThat(client.answer().headers()).doesNotContainKey("connection");
        clock.advance(Duration.ofSeconds(53));
        client.send(GET);
        assertThat(client.answer().headers()).doesNotContainKey("connection");
        clock.advance(Duration.ofSeconds(13));
        client.send(GET);
        RawClient.Answer last = client.answer();
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.headers()).containsEntry("connection", "close");
        assertThat(client.isEnded()).isTrue();
      } finally {
        server.stop(Duration.ofSeconds(1));
      }
    }
  }
}
