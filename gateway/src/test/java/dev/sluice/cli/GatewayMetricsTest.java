package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that has not seen any data shows everything that alerts and dashboards ask for. */
class GatewayMetricsTest {
  private static final String YAML =
      """
      receivers:
        otlp:
          protocols:
            http:
              endpoint: 127.0.0.1:0
      processors:
        memory_limiter:
          check_interval: 1s
          limit_percentage: 80
        batch:
      exporters:
        otlphttp/backend:
          endpoint: http://127.0.0.1:1
      extensions:
        health_check:
          endpoint: 127.0.0.1:0
      service:
        extensions: [health_check]
        pipelines:
          traces:
            receivers: [otlp]
            processors: [memory_limiter, batch]
            exporters: [otlphttp/backend]
          logs:
            receivers: [otlp]
            processors: [memory_limiter, batch]
            exporters: [otlphttp/backend]
        telemetry:
          resource:
            service.version: "1.2.3"
            service.instance.id: me
          metrics:
            address: 127.0.0.1:0
      """;

  @Test
  void everySeries_existsFromTheStart() throws Exception {
    String labels = "service_instance_id=\"me\",service_name=\"sluice\",service_version=\"1.2.3\"";
    String page = page(YAML);
    assertThat(page.lines())
        .contains(
            "otelcol_exporter_sent_spans{exporter=\"otlphttp/backend\"," + labels + "} 0",
            "otelcol_exporter_send_failed_log_records{exporter=\"otlphttp/backend\","
                + labels
                + "} 0",
            "otelcol_exporter_queue_size{data_type=\"logs\",exporter=\"otlphttp/backend\","
                + labels
                + "} 0",
            "otelcol_receiver_accepted_spans{receiver=\"otlp\","
                + labels
                + ",transport=\"http\"} 0",
            "otelcol_receiver_refused_log_records{receiver=\"otlp\","
                + labels
                + ",transport=\"http\"} 0",
            "otelcol_processor_accepted_spans{processor=\"memory_limiter\"," + labels + "} 0",
            "otelcol_processor_incoming_items{otel_signal=\"traces\",processor=\"batch\","
                + labels
                + "} 0",
            "otelcol_processor_outgoing_items{otel_signal=\"logs\",processor=\"batch\","
                + labels
                + "} 0",
            "otelcol_processor_batch_timeout_trigger_send{processor=\"batch\"," + labels + "} 0",
            "sluice_items_dropped_total{exporter=\"otlphttp/backend\",reason=\"shutdown\","
                + labels
                + ",signal=\"traces\"} 0",
            "sluice_unprotected_bytes{" + labels + "} 0",
            "target_info{" + labels + "} 1");
    assertThat(page)
        .contains("otelcol_process_uptime{", "otelcol_process_memory_rss{", "jvm_memory_used_bytes")
        .doesNotContain("NaN");
  }

  /** What waits at the door or in a batch of such a pipeline is bounded by nobody else. */
  @Test
  void pipelinesWithoutAQueue_doNotEachGetTheWholeMemory() throws Exception {
    String yaml = YAML.replace("  otlphttp/backend:\n    endpoint: http://127.0.0.1:1", "  nop:");
    double room =
        page(yaml.replace("otlphttp/backend", "nop"))
            .lines()
            .filter(line -> line.startsWith("sluice_branch_capacity_bytes{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
    assertThat(room).isPositive().isLessThan(Runtime.getRuntime().maxMemory() / 2.0 * 1.01);
  }

  private static String page(String yaml) throws Exception {
    Plan plan =
        Plan.read(
            new Sources(List.of("yaml:" + yaml), List.of()),
            Distribution.standard(),
            Map.<String, String>of()::get);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    try (Gateway gateway = Gateway.start(plan)) {
      InetSocketAddress address = gateway.metricsAddresses().get(0);
      URI uri = URI.create("http://127.0.0.1:%d/metrics".formatted(address.getPort()));
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
