package dev.sluice.bench.endtoend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What is measured: one signal on one way through, by requests of {@value #ITEMS} items at a fixed
 * rate, about two thirds of what a collector takes on one core. Both sides run the same
 * configuration, except for logs, where a collector no longer has the exporter for Loki's own push
 * API.
 */
enum Cell {
  TRACES_GZIP(Kind.TRACES, "gRPC to OTLP/HTTP, gzip", 90_000, 20),
  TRACES_NONE(Kind.TRACES, "gRPC to OTLP/HTTP, uncompressed", 90_000, 20),
  TRACES_HTTP_NONE(Kind.TRACES, "HTTP to OTLP/HTTP, uncompressed", 90_000, 20),
  LOGS(Kind.LOGS, "gRPC to Loki push", 150_000, 20),
  METRICS_10K(Kind.METRICS, "gRPC to remote write, 10,000 series", 40_000, 20),
  METRICS_100K(Kind.METRICS, "gRPC to remote write, 100,000 series", 40_000, 200);

  static final int ITEMS = 100;
  private static final int CONNECTIONS = 4;

  private final Kind kind;
  private final String way;
  private final int itemsPerSecond;
  private final int pods;

  Cell(Kind kind, String way, int itemsPerSecond, int pods) {
    this.kind = kind;
    this.way = way;
    this.itemsPerSecond = itemsPerSecond;
    this.pods = pods;
  }

  /** Those with these names, with commas between them. */
  static List<Cell> named(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(name -> valueOf(name.trim().toUpperCase(Locale.ROOT).replace('-', '_')))
        .toList();
  }

  Kind kind() {
    return kind;
  }

  int itemsPerSecond() {
    return itemsPerSecond;
  }

  String title(boolean ours) {
    return "%s, %s".formatted(kind.id(), ours ? way : way.replace("Loki push", "OTLP/HTTP, gzip"));
  }

  /** What it is loaded with where only the rate is said. */
  Traffic traffic(double rate) {
    return new Traffic(this, Shape.of(kind, ITEMS, pods), CONNECTIONS, rate);
  }

  Door door(int port, int connections) {
    return this == TRACES_HTTP_NONE ? Door.http(kind, port) : Door.grpc(kind, port, connections);
  }

  /** The configuration, as a user would write it. */
  String config(boolean ours, int in, int backend, int metrics) {
    String exporter = exporter(ours);
    return """
        receivers: {otlp: {protocols: {%s: {endpoint: "127.0.0.1:%d"}}}}
        processors:
          memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}
          resource:
            attributes:
              - {action: insert, key: service_name, from_attribute: service.name}
              - {action: insert, key: service_namespace, from_attribute: service.namespace}
              - {action: insert, key: service_version, from_attribute: service.version}
              - {action: insert, key: deployment_environment, from_attribute: deployment.environment}
              - action: insert
                key: loki.resource.labels
                value: service_name,service_namespace,service_version,deployment_environment
          batch: {send_batch_size: 10000}
        exporters:
          %s: {%s}
        service:
          pipelines:
            %s: {receivers: [otlp], processors: [%s], exporters: [%s]}
          telemetry:
            metrics:
              readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]
        """
        .formatted(
            this == TRACES_HTTP_NONE ? "http" : "grpc",
            in,
            exporter,
            settings(exporter, backend),
            kind.id(),
            kind == Kind.LOGS ? "memory_limiter, resource, batch" : "memory_limiter, batch",
            exporter,
            metrics);
  }

  private String exporter(boolean ours) {
    return switch (kind) {
      case TRACES -> "otlphttp";
      case LOGS -> ours ? "loki" : "otlphttp";
      case METRICS -> "prometheusremotewrite";
    };
  }

  private String settings(String exporter, int backend) {
    String address = "http://127.0.0.1:" + backend;
    return switch (exporter) {
      case "otlphttp" ->
          "endpoint: \"%s\", compression: %s".formatted(address, compresses() ? "gzip" : "none");
      case "prometheusremotewrite" ->
          "endpoint: \"%s%s\", resource_to_telemetry_conversion: {enabled: true}"
              .formatted(address, kind.outPath());
      default -> "endpoint: \"%s%s\"".formatted(address, kind.outPath());
    };
  }

  private boolean compresses() {
    return this == TRACES_GZIP || kind == Kind.LOGS;
  }
}
