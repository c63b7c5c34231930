package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Clock;
import dev.sluice.component.StartException;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.telemetry.Instruments;
import dev.sluice.telemetry.MetricsLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelfMetricsServerTest {
  private static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);

  private final Instruments instruments = new Instruments();
  private final EventLoops loops = new EventLoops(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private SelfMetricsServer server = server(MetricsLevel.NORMAL, MetricsReader.at(ANY_PORT));

  @AfterEach
  void stop() {
    server.stop();
    loops.close();
  }

  @Test
  void metrics_areServedAndNothingElse() throws Exception {
    instruments.count("otelcol_exporter_sent_spans", "exporter", "debug").add(7);
    server.start();
    HttpResponse<String> page = get("/metrics");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(page.body())
        .contains("otelcol_exporter_sent_spans{exporter=\"debug\",service_name=\"sluice\"} 7\n")
        .contains("# TYPE otelcol_process_uptime counter\n", "jvm_memory_used_bytes{")
        .contains("target_info{service_name=\"sluice\"} 1\n");
    assertThat(get("/metrics?x=y").statusCode()).isEqualTo(200);
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/").statusCode()).isEqualTo(404);
  }

  @Test
  void openMetrics_isServedToWhoeverTakesNothingElse() throws Exception {
    server.start();
    var request =
        HttpRequest.newBuilder(uri(0, "/metrics"))
            .header("Accept", "application/openmetrics-text;version=1.0.0")
            .build();
    HttpResponse<String> page = client.send(request, BodyHandlers.ofString());
    assertThat(page.headers().firstValue("Content-Type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(page.body()).endsWith("# EOF\n");
  }

  @Test
  void everyReader_seesThemItsWay() throws Exception {
    instruments.count("otelcol_exporter_sent_spans", "exporter", "debug");
    server =
        server(
            MetricsLevel.NORMAL,
            MetricsReader.at(ANY_PORT),
            new MetricsReader(ANY_PORT, false, true, true, new Selection(List.of(), List.of("*"))));
    server.start();
    assertThat(get("/metrics").body()).contains("otelcol_exporter_sent_spans{");
    assertThat(
            client
                .send(HttpRequest.newBuilder(uri(1, "/metrics")).build(), BodyHandlers.ofString())
                .body())
        .contains("otelcol_exporter_sent_spans_total{exporter=\"debug\"} 0\n");
  }

  @Test
  void manyScrapesAtOnce_areAnsweredOrToldToWait() throws Exception {
    instruments.count("otelcol_exporter_sent_spans", "exporter", "debug");
    server.start();
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 100; i++) {
      answers.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri(0, "/metrics")).build(), BodyHandlers.ofString()));
    }
    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isIn(200, 503);
    }
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void levelNone_listensNowhere() throws Exception {
    server = server(MetricsLevel.NONE, MetricsReader.at(ANY_PORT));
    server.start();
    assertThat(server.addresses()).isEmpty();
  }

  @Test
  void aPortInUse_namesWhoWantedIt() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server =
          server(
              MetricsLevel.NORMAL,
              MetricsReader.at(ANY_PORT),
              MetricsReader.at(new Endpoint("127.0.0.1", taken.getLocalPort())));
      assertThatThrownBy(server::start)
          .isInstanceOf(StartException.class)
          .hasMessageMatching(
              "service::telemetry::metrics: .*127\\.0\\.0\\.1:%d.*in use.*"
                  .formatted(taken.getLocalPort()));
    }
  }

  private SelfMetricsServer server(MetricsLevel level, MetricsReader... readers) {
    return new SelfMetricsServer(
        new MetricsConfig(level, List.of(readers)),
        Map.of("service.name", "sluice"),
        instruments,
        () -> loops,
        Clock.SYSTEM);
  }

  private URI uri(int reader, String path) {
    int port = server.addresses().get(reader).getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(0, path)).build(), BodyHandlers.ofString());
  }
}
