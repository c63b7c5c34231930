package dev.sluice.bench.endtoend;

/** The three signals: what is sent, where it is taken in, where it comes out. */
public enum Kind {
  TRACES("traces", "trace.v1.TraceService", "/v1/traces"),
  LOGS("logs", "logs.v1.LogsService", "/loki/api/v1/push"),
  METRICS("metrics", "metrics.v1.MetricsService", "/api/v1/write");

  private final String id;
  private final String service;
  private final String outPath;

  Kind(String id, String service, String outPath) {
    this.id = id;
    this.service = service;
    this.outPath = outPath;
  }

  public String id() {
    return id;
  }

  public String inPath() {
    return "/v1/" + id;
  }

  String grpcMethod() {
    return "opentelemetry.proto.collector.%s/Export".formatted(service);
  }

  public String outPath() {
    return outPath;
  }
}
