package dev.sluice.receiver.prometheus.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.FakeBackend;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A list of targets from a server on a real socket. */
@Timeout(60)
class HttpDiscoveryTest {
  private static final String JSON = "Content-Type: application/json; charset=utf-8";

  private final Workbench bench = new Workbench();
  private volatile FakeBackend.Behaviour behaviour;
  private FakeBackend server;
  private Discovery discovery;

  private void start(String moreKeys) throws Exception {
    server = new FakeBackend((request, out) -> behaviour.answer(request, out));
    Section section = Sections.parse("url: %s\n%s".formatted(server.url("/targets?a=b"), moreKeys));
    HttpDiscovery config = HttpDiscovery.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    discovery = config.open(bench.groups, bench.lent());
    discovery.start();
    bench.timer.advance(Duration.ZERO);
  }

  @AfterEach
  void stop() throws Exception {
    discovery.close();
    bench.close();
    server.close();
  }

  @Test
  void theList_isAskedForAsPrometheusDoes() throws Exception {
    behaviour =
        FakeBackend.answering(
            200, "[{\"targets\": [\"a:1\"], \"labels\": {\"env\": \"x\"}}]", JSON);
    start("refresh_interval: 90s\nbasic_auth: {username: u, password: p}");
    bench.change();
    FakeBackend.Received request = server.take();

    assertThat(bench.targets())
        .containsExactly(
            new TreeMap<>(
                Map.of(
                    "__address__", "a:1",
                    "__meta_url", server.url("/targets?a=b"),
                    "env", "x")));
    assertThat(request.line()).isEqualTo("GET /targets?a=b HTTP/1.1");
    assertThat(request.headers())
        .containsEntry("x-prometheus-refresh-interval-seconds", "90")
        .containsEntry("accept", "application/json")
        .containsEntry("authorization", "Basic dTpw");
  }

  @ParameterizedTest
  @CsvSource({
    "500, '[]', application/json",
    "200, '[]', text/html",
    "200, '[', application/json",
    "200, '{}', application/json"
  })
  void aFailure_keepsTheTargets(int status, String body, String type) throws Exception {
    behaviour = FakeBackend.answering(200, "[{\"targets\": [\"a:1\"]}]", JSON);
    start("");
    bench.change();
    behaviour = FakeBackend.answering(status, body, "Content-Type: " + type);
    bench.failure(HttpDiscovery.REFRESH);
    assertThat(bench.addresses()).containsExactly("a:1");

    behaviour = FakeBackend.answering(200, "[]", JSON);
    while (bench.changes.isEmpty()) bench.timer.advance(HttpDiscovery.REFRESH);
    bench.change();
    assertThat(bench.addresses()).isEmpty();
  }
}
