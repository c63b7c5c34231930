package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * config/relay.yaml as it stands, between a real application under the real OpenTelemetry Java
 * agent and a real Prometheus. {@code SLUICE_REQUIRE_PROMETHEUS} turns the absence of Prometheus,
 * or of the right to listen on port 80, into a failure.
 */
class RelayIT {
  private static final boolean REQUIRED = System.getenv("SLUICE_REQUIRE_PROMETHEUS") != null;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path scratch;

  private static Town town;

  @BeforeAll
  static void build() throws Exception {
    var program = RealPrometheus.installed();
    if (REQUIRED) assertThat(program).as("prometheus on the PATH").isPresent();
    Assumptions.assumeTrue(program.isPresent(), "there is no prometheus on the PATH");
    town = new Town(program.get(), scratch);
  }

  @AfterAll
  static void clear() {
    if (town != null) town.close();
  }

  @Test
  void requiredPorts_areThere() {
    if (REQUIRED) assertThat(town.hasLowPorts()).as("port 80, for root").isTrue();
  }

  @ParameterizedTest
  @CsvSource({"http/protobuf, 4318, orders-http", "grpc, 4317, orders-grpc"})
  void whatAnAgentSends_arrives(String protocol, int port, String service) throws Exception {
    var options = new HashMap<String, String>();
    options.put("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
    options.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://%s:%d".formatted(Town.GATEWAY_NAME, port));
    try (ChildProcess gateway = town.startGateway(scratch.resolve(service + ".log"), relay());
        ShopProcess shop = shop(service, options)) {
      shop.awaitOrders();
      Eventually.holds(SOON, () -> spansArrived(service));
      Eventually.holds(SOON, () -> linesArrived(service));
      Eventually.holds(SOON, () -> metricsArrived(service));
      Eventually.holds(SOON, RelayIT::scrapesArrived);
      assertThat(shop.end()).as(shop.output()).isZero();
      assertThat(shop.output()).doesNotContain("Failed to export");
      endsInOrder(gateway, "otlphttp traces", "loki logs", "prometheusremotewrite metrics");
    }
    assertThat(town.complaints()).isEmpty();
  }

  @Test
  void whatAnAgentShows_isScraped() throws Exception {
    String service = "orders-scraped";
    var options = new HashMap<String, String>();
    options.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    options.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://" + Town.GATEWAY_NAME + ":4318");
    options.put("OTEL_METRICS_EXPORTER", "prometheus");
    options.put("OTEL_EXPORTER_PROMETHEUS_HOST", town.shopAddress());
    var arguments = new ArrayList<String>(relay());
    arguments.addAll(
        List.of(
            "--config",
            "yaml:receivers::prometheus::config::scrape_configs: [{job_name: shop,"
                + " scrape_interval: 1s, static_configs: [{targets: ['shop:9464']}]}]"));
    try (ChildProcess gateway = town.startGateway(scratch.resolve(service + ".log"), arguments);
        ShopProcess shop = shop(service, options)) {
      shop.awaitOrders();
      Eventually.holds(SOON, () -> spansArrived(service));
      Eventually.holds(SOON, () -> linesArrived(service));
      Eventually.holds(
          SOON,
          () -> {
            isOne("max(up{job='shop',instance='shop:9464'})");
            isPositive("sum(jvm_memory_used_bytes{job='shop',service_namespace='shop'})");
            isPositive("sum(http_server_request_duration_seconds_count{job='shop'})");
          });
      assertThat(shop.end()).as(shop.output()).isZero();
      endsInOrder(gateway, "otlphttp traces", "loki logs", "prometheusremotewrite metrics");
    }
    assertThat(town.complaints()).isEmpty();
  }

  private static List<String> relay() throws Exception {
    return List.of("--config", GatewayJar.inCheckout("config/relay.yaml").toString());
  }

  private static ShopProcess shop(String service, Map<String, String> options) throws Exception {
    return new ShopProcess(service, town.hosts(), scratch.resolve(service + "-shop.log"), options);
  }

  /** Every order made one trace: the call, and what it caused in the server. */
  private static void spansArrived(String service) {
    List<Town.SpanSeen> spans = town.spansOf(service);
    var calls = spans.stream().filter(s -> s.span().getKind() == Span.SpanKind.SPAN_KIND_CLIENT);
    var served = spans.stream().filter(s -> s.span().getKind() == Span.SpanKind.SPAN_KIND_SERVER);
    List<String> callers = calls.map(Town.SpanSeen::traceId).toList();
    assertThat(callers).hasSize(ShopProcess.ORDERS).doesNotHaveDuplicates();
    assertThat(served)
        .allSatisfy(s -> assertThat(s.span().getName()).startsWith("GET /orders"))
        .extracting(Town.SpanSeen::traceId)
        .containsExactlyInAnyOrderElementsOf(callers);
  }

  private static void linesArrived(String service) {
    List<LokiPush.Line> lines =
        town.linesOf(service).stream()
            .filter(line -> line.field("body").startsWith("placed order "))
            .toList();
    assertThat(lines).hasSize(ShopProcess.ORDERS);
    assertThat(lines)
        .extracting(line -> line.field("body"))
        .doesNotHaveDuplicates()
        .contains("placed order 1");
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.labels())
                    .containsEntry("service_name", service)
                    .containsEntry("service_namespace", ShopProcess.NAMESPACE)
                    .containsEntry("service_version", ShopProcess.VERSION)
                    .containsEntry("deployment_environment", ShopProcess.ENVIRONMENT));
    assertThat(lines)
        .extracting(line -> line.field("traceid"))
        .doesNotHaveDuplicates()
        .isSubsetOf(town.spansOf(service).stream().map(Town.SpanSeen::traceId).toList());
  }

  /** What the agent measured, under the labels that its resource became. */
  private static void metricsArrived(String service) throws Exception {
    String labels =
        "service_name='%s',service_namespace='%s',service_version='%s',deployment_environment='%s'"
            .formatted(
                service, ShopProcess.NAMESPACE, ShopProcess.VERSION, ShopProcess.ENVIRONMENT);
    String job = "job='%s/%s'".formatted(ShopProcess.NAMESPACE, service);
    isPositive("sum(jvm_memory_used_bytes{%s,%s})".formatted(labels, job));
    isPositive("sum(jvm_thread_count{%s,%s})".formatted(labels, job));
    isPositive("sum(http_server_request_duration_seconds_bucket{%s})".formatted(labels));
    isOne("count(target_info{%s})".formatted(job));
  }

  /** Another application's page, and the gateway's own. */
  private static void scrapesArrived() throws Exception {
    isOne("max(up{job='vlmsapi',instance='vlmsapi.vlms.svc.cluster.local:9876'})");
    isPositive("max(jvm_classes_currently_loaded{job='vlmsapi'})");
    String own = "{job='opentelemetry-collector',instance='%s:8888'}";
    isOne("max(up%s)".formatted(own.formatted(town.gatewayAddress())));
    isPositive(
        "max(otelcol_process_uptime_total%s)".formatted(own.formatted(town.gatewayAddress())));
    isPositive(
        "sum(otelcol_receiver_accepted_spans_total%s)"
            .formatted(own.formatted(town.gatewayAddress())));
  }

  /**
   * Of one series. A target that tells its resource late has two for a while, and so has one that
   * started anew, with another id: those are asked for by their maximum.
   */
  private static void isOne(String expression) throws Exception {
    assertThat(values(expression)).as(expression).containsExactly(1.0);
  }

  private static void isPositive(String expression) throws Exception {
    assertThat(values(expression)).as(expression).singleElement().matches(v -> v > 0, "positive");
  }

  private static List<Double> values(String expression) throws Exception {
    return town.prometheus().query(expression).stream().map(e -> e.value()).toList();
  }

  private static void endsInOrder(ChildProcess gateway, String... accounts) throws Exception {
    gateway.terminate();
    assertThat(gateway.awaitExit(SOON)).as(gateway.output()).isZero();
    assertThat(GatewayJar.lastAccounts(gateway))
        .as(gateway.output())
        .allMatch(GatewayJar.Account::balances, "balances")
        .allMatch(account -> account.delivered() > 0, "delivered something")
        .allMatch(account -> account.left() + account.dropped() + account.rejected() == 0, "whole")
        .extracting(GatewayJar.Account::of)
        .containsExactlyInAnyOrder(accounts);
  }
}
