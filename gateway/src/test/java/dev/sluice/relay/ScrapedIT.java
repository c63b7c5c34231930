package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.Signal;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real applications show, in each of the three formats, scraped by the packaged gateway. */
class ScrapedIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int ORDERS = 3;
  private static final String TEXT = "PrometheusText0.0.4";
  private static final String OPENMETRICS = "OpenMetricsText1.0.0";
  private static final String PROTOBUF = "PrometheusProto";

  @TempDir private static Path scratch;

  private static ScrapedApps apps;
  private static OtlpSink sink;
  private static ChildProcess gateway;
  private static String tomcatPort;

  @BeforeAll
  static void build() throws Exception {
    sink = new OtlpSink();
    apps =
        new ScrapedApps(
            scratch,
            GatewayJar.inCheckout(
                "gateway/src/test/resources/scraped/jmx_prometheus_javaagent.yaml"));
    gateway =
        GatewayJar.start(
            scratch.resolve("gateway.log"),
            Map.of(),
            List.of("-Xmx256m"),
            List.of("--config", Files.writeString(scratch.resolve("c.yaml"), config()).toString()));
    apps.orderFromSpring(ORDERS);
    tomcatPort = apps.orderFromTomcat();
  }

  private static String config() {
    var jobs = new StringBuilder();
    for (String format : List.of(TEXT, OPENMETRICS, PROTOBUF)) {
      jobs.append(job("spring", format, ScrapedApps.SPRING_PAGE, apps.springTarget()));
      jobs.append(job("jmx", format, "/metrics", apps.jmxTarget()));
      jobs.append(job("agent", format, "/metrics", apps.agentTarget()));
    }
    return """
        receivers:
          prometheus:
            config:
              global: {scrape_interval: 2s}
              scrape_configs:
        %sexporters:
          otlphttp: {endpoint: "%s"}
        service:
          telemetry: {metrics: {level: none}}
          pipelines:
            metrics: {receivers: [prometheus], exporters: [otlphttp]}
        """
        .formatted(jobs, sink.url());
  }

  private static String job(String name, String format, String path, String target) {
    return """
                - job_name: %s/%s
                  scrape_protocols: [%s]
                  metrics_path: %s
                  static_configs: [{targets: ["%s"]}]
        """
        .formatted(name, format, format, path, target);
  }

  @AfterAll
  static void clear() {
    if (gateway != null) gateway.close();
    if (apps != null) apps.close();
    if (sink != null) sink.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, OPENMETRICS, PROTOBUF})
  void springsActuator_isScraped(String format) throws Exception {
    String job = "spring/" + format;
    // Exemplars are forgotten after a while.
    apps.orderFromSpring(1);
    Eventually.holds(
        SOON,
        () -> {
          Metric requests = metric(job, "http_server_requests_seconds");
          HistogramDataPoint point = ordersOf(requests);
          assertThat(attributes(point.getAttributesList()))
              .containsEntry("application", "app")
              .containsEntry("method", "GET")
              .containsEntry("status", "200")
              .doesNotContainKeys("le", "job", "instance");
          assertThat(point.getCount()).isGreaterThan(ORDERS);
          assertThat(point.getSum()).isPositive();
          assertThat(point.getExplicitBounds(0)).isEqualTo(0.005);
          assertThat(point.getExplicitBounds(point.getExplicitBoundsCount() - 1)).isEqualTo(1);
          assertThat(point.getBucketCountsList().stream().mapToLong(Long::longValue).sum())
              .isEqualTo(point.getCount());
          assertThat(attributes(requests.getMetadataList()))
              .containsEntry("prometheus.type", "histogram");
          exemplarsAreThere(point.getExemplarsList(), !format.equals(TEXT));
          assertThat(metric(job, "jvm_memory_used_bytes").getGauge().getDataPointsList())
              .isNotEmpty()
              .allMatch(memory -> memory.getStartTimeUnixNano() == 0);
          assertThat(metric(job, "process_start_time_seconds").hasGauge()).isTrue();
          isUp(job, apps.springTarget());
        });
  }

  private static HistogramDataPoint ordersOf(Metric requests) {
    return requests.getHistogram().getDataPointsList().stream()
        .filter(p -> "/orders/{number}".equals(attributes(p.getAttributesList()).get("uri")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no orders in " + requests));
  }

  private static void exemplarsAreThere(List<Exemplar> exemplars, boolean isExpected) {
    assertThat(exemplars.isEmpty()).isEqualTo(!isExpected);
    assertThat(exemplars)
        .allSatisfy(
            exemplar -> {
              assertThat(HexFormat.of().formatHex(exemplar.getTraceId().toByteArray()))
                  .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
              assertThat(HexFormat.of().formatHex(exemplar.getSpanId().toByteArray()))
                  .isEqualTo("00f067aa0ba902b7");
              assertThat(exemplar.getFilteredAttributesList()).isEmpty();
              assertThat(exemplar.getAsDouble()).isPositive();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, OPENMETRICS, PROTOBUF})
  void tomcatsBeans_areScraped(String format) throws Exception {
    String job = "jmx/" + format;
    Map<String, String> connector = Map.of("port", tomcatPort, "protocol", "http-nio");
    Eventually.holds(
        SOON,
        () -> {
          Metric sent = metric(job, "tomcat_bytesSent_total");
          assertThat(sent.getDescription()).isEqualTo("Tomcat global bytesSent");
          assertThat(sent.getSum().getIsMonotonic()).isTrue();
          assertThat(value(sent.getSum().getDataPointsList(), connector)).isEqualTo(9);
          Map<String, String> servlet = Map.of("module", "localhost/shop", "servlet", "orders");
          Metric served = metric(job, "tomcat_servlet_requestCount_total");
          assertThat(value(served.getSum().getDataPointsList(), servlet)).isEqualTo(1);
          Map<String, String> context = Map.of("context", "/shop", "host", "localhost");
          Metric sessions = metric(job, "tomcat_session_sessionCounter_total");
          assertThat(value(sessions.getSum().getDataPointsList(), context)).isEqualTo(1);
          Metric threads = metric(job, "tomcat_threadpool_maxThreads");
          assertThat(threads.hasGauge()).isTrue();
          assertThat(value(threads.getGauge().getDataPointsList(), connector)).isEqualTo(200);
          isUp(job, apps.jmxTarget());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, OPENMETRICS, PROTOBUF})
  void theAgentsPage_isScraped(String format) throws Exception {
    String job = "agent/" + format;
    Eventually.holds(
        SOON,
        () -> {
          Metric requests = metric(job, "http_server_request_duration_seconds");
          // Its library has no units in protobuf, though the format does.
          assertThat(requests.getUnit()).isEqualTo(format.equals(OPENMETRICS) ? "s" : "");
          assertThat(requests.getHistogram().getDataPointsList())
              .singleElement()
              .matches(point -> point.getCount() == 1)
              .matches(
                  point -> attributes(point.getAttributesList()).containsValue("/shop/orders"));
          assertThat(scopesOf(job)).anyMatch(scope -> scope.startsWith("io.opentelemetry.tomcat"));
          // From target_info, which is no metric then.
          assertThat(resource(job))
              .containsEntry("service_name", ScrapedApps.TOMCAT_SERVICE)
              .containsEntry("telemetry_sdk_language", "java");
          assertThat(metrics(job)).noneMatch(metric -> metric.getName().equals("target_info"));
          isUp(job, apps.agentTarget());
        });
  }

  private static void isUp(String job, String instance) {
    assertThat(metric(job, "up").getGauge().getDataPoints(0).getAsDouble()).isEqualTo(1);
    assertThat(resource(job))
        .containsEntry("service.name", job)
        .containsEntry("service.instance.id", instance)
        .containsEntry("url.scheme", "http");
  }

  /** The last scrape of that job. */
  private static ResourceMetrics last(String job) {
    return sink.groups(Signal.METRICS).stream()
        .map(ResourceMetrics.class::cast)
        .filter(
            g -> job.equals(attributes(g.getResource().getAttributesList()).get("service.name")))
        .reduce((before, after) -> after)
        .orElseThrow(() -> new AssertionError("nothing of " + job + ":\n" + gateway.output()));
  }

  private static Map<String, String> resource(String job) {
    return attributes(last(job).getResource().getAttributesList());
  }

  private static List<String> scopesOf(String job) {
    return last(job).getScopeMetricsList().stream().map(s -> s.getScope().getName()).toList();
  }

  private static Stream<Metric> metrics(String job) {
    return last(job).getScopeMetricsList().stream()
        .map(ScopeMetrics::getMetricsList)
        .flatMap(List::stream);
  }

  private static Metric metric(String job, String name) {
    return metrics(job)
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " of " + job));
  }

  private static double value(List<NumberDataPoint> points, Map<String, String> attributes) {
    return points.stream()
        .filter(point -> attributes(point.getAttributesList()).equals(attributes))
        .mapToDouble(NumberDataPoint::getAsDouble)
        .findFirst()
        .orElseThrow(() -> new AssertionError("none with " + attributes + " in " + points));
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    var map = new TreeMap<String, String>();
    attributes.forEach(kv -> map.put(kv.getKey(), kv.getValue().getStringValue()));
    return map;
  }
}
