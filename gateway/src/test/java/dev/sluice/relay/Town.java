package dev.sluice.relay;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Everything around relay.yaml: the backends it sends to and the application it scrapes, each at an
 * address of its own and the port that is written, with a file that resolves the names.
 */
final class Town implements AutoCloseable {
  static final String GATEWAY_NAME =
      "collector-opentelemetry-collector.monitoring.svc.cluster.local";

  /** What a user without low ports listens on instead; each server has an address of its own. */
  private static final int HIGH_PORT = 8080;

  private final Queue<SpanSeen> spans = new ConcurrentLinkedQueue<>();
  private final Queue<LokiPush.Line> lines = new ConcurrentLinkedQueue<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final RealPrometheus prometheus;
  private final String gateway = Loopback.next();
  private final String shop = Loopback.next();
  private final boolean lowPorts = Loopback.hasLowPorts();
  private final Path hosts;

  /** A span as it came, under the name of its service. */
  record SpanSeen(String service, Span span) {
    String traceId() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }
  }

  Town(Path prometheusProgram, Path scratch) throws Exception {
    String tempo = Loopback.next();
    String loki = Loopback.next();
    String prometheusAddress = Loopback.next();
    String scraped = Loopback.next();
    int webPort = lowPorts ? 80 : HIGH_PORT;
    var names = new LinkedHashMap<String, String>();
    names.put("grafana-tempo", tempo);
    names.put("loki-gateway", loki);
    names.put("prometheus-infra-server", prometheusAddress);
    names.put("vlmsapi.vlms.svc.cluster.local", scraped);
    names.put(GATEWAY_NAME, gateway);
    names.put("shop", shop);
    hosts = Loopback.hosts(Files.createDirectories(scratch).resolve("hosts"), names);
    try {
      endpoints.add(
          new Endpoint(Loopback.at(tempo, 4318), 200, Map.of("/v1/traces", this::takeSpans)));
      endpoints.add(
          new Endpoint(
              Loopback.at(loki, webPort),
              204,
              Map.of("/loki/api/v1/push", body -> lines.addAll(LokiPush.read(body)))));
      endpoints.add(Endpoint.page(Loopback.at(scraped, 9876), "/metric/prometheus", page()));
      prometheus =
          RealPrometheus.start(prometheusProgram, Loopback.at(prometheusAddress, webPort), scratch);
    } catch (Exception | Error e) {
      endpoints.forEach(Endpoint::close);
      throw e;
    }
  }

  /** As jmx_exporter shows it. */
  private static byte[] page() throws IOException {
    String resource = "/dev/sluice/receiver/prometheus/jmx.prom";
    try (InputStream in = Objects.requireNonNull(Town.class.getResourceAsStream(resource))) {
      return in.readAllBytes();
    }
  }

  private void takeSpans(byte[] body) throws IOException {
    for (ResourceSpans resource :
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      String service = serviceOf(resource);
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) spans.add(new SpanSeen(service, span));
      }
    }
  }

  private static String serviceOf(ResourceSpans resource) {
    for (KeyValue attribute : resource.getResource().getAttributesList()) {
      if (attribute.getKey().equals("service.name")) return attribute.getValue().getStringValue();
    }
    return "";
  }

  /** Starts the packaged gateway here, with these arguments. */
  ChildProcess startGateway(Path output, List<String> arguments) throws Exception {
    var all = new ArrayList<String>(arguments);
    if (!lowPorts) all.addAll(highPorts());
    return GatewayJar.start(
        output,
        Map.of("MY_POD_IP", gateway),
        List.of("-Xmx256m", "-Djdk.net.hosts.file=" + hosts),
        all);
  }

  private static List<String> highPorts() {
    return List.of(
        "--set",
        "exporters.loki.endpoint=http://loki-gateway:%d/loki/api/v1/push".formatted(HIGH_PORT),
        "--set",
        "exporters.prometheusremotewrite.endpoint=http://prometheus-infra-server:%d/api/v1/write"
            .formatted(HIGH_PORT));
  }

  /** Whether the configuration runs without one value replaced. */
  boolean hasLowPorts() {
    return lowPorts;
  }

  String gatewayAddress() {
    return gateway;
  }

  String shopAddress() {
    return shop;
  }

  Path hosts() {
    return hosts;
  }

  RealPrometheus prometheus() {
    return prometheus;
  }

  List<SpanSeen> spansOf(String service) {
    return spans.stream().filter(span -> span.service().equals(service)).toList();
  }

  List<LokiPush.Line> linesOf(String service) {
    return lines.stream()
        .filter(line -> service.equals(line.labels().get("service_name")))
        .toList();
  }

  List<String> complaints() {
    var all = new ArrayList<String>();
    for (Endpoint endpoint : endpoints) endpoint.complaints().forEach(all::add);
    return all;
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoint::close);
    prometheus.close();
  }
}
