package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Components with settings and nothing else, to check configurations against. */
final class Toys {
  static final Map<ComponentKind, Set<String>> TYPES =
      Map.of(
          ComponentKind.RECEIVER, Set.of("otlp", "prometheus"),
          ComponentKind.PROCESSOR, Set.of("batch", "memory_limiter", "resource"),
          ComponentKind.EXPORTER, Set.of("debug", "loki", "otlphttp", "prometheusremotewrite"),
          ComponentKind.EXTENSION, Set.of("health_check"));

  private static final int MIB = 2047;

  private Toys() {}

  /** What the gateway does with a configuration before it starts anything. */
  static RelayConfig read(Configuration configuration) {
    RelayConfig relay = RelayConfig.read(configuration, TYPES);
    for (ComponentKind kind : ComponentKind.values()) {
      relay.components(kind).values().forEach(Toys::read);
    }
    telemetry(relay.telemetry());
    relay.finish();
    return relay;
  }

  private static void read(Component component) {
    Section s = component.section();
    switch (component.id().type()) {
      case "otlp" -> otlp(s);
      case "prometheus" -> prometheus(s);
      case "batch" -> batch(s);
      case "memory_limiter" -> memoryLimiter(s);
      case "resource" -> resource(s);
      case "loki", "otlphttp", "prometheusremotewrite" -> exporter(s);
      case "health_check" -> s.text("endpoint", "localhost:13133", "");
      default -> s.choice("verbosity", "basic", Map.of("basic", "basic", "normal", "normal"), "");
    }
  }

  private static void otlp(Section s) {
    Section protocols = s.section("protocols", "");
    Section grpc = protocols.section("grpc", "");
    grpc.text("endpoint", "localhost:4317", "");
    grpc.integer("max_recv_msg_size_mib", 4, 1, MIB, "");
    Section http = protocols.section("http", "");
    http.text("endpoint", "localhost:4318", "");
    tls(http.section("tls", ""));
  }

  private static void tls(Section s) {
    s.flag("insecure", false, "");
    s.optionalText("cert_file", "");
    s.secret("key_pem", "");
  }

  private static void prometheus(Section s) {
    Section config = s.section("config", "").asWrittenOutAgain();
    for (Section job : config.sections("scrape_configs", "")) {
      job.text("job_name", "", "");
      job.text("scrape_interval", "1m", "");
      job.text("metrics_path", "/metrics", "");
      for (Section targets : job.sections("static_configs", "")) {
        targets.texts("targets", List.of(), "");
      }
      job.section("basic_auth", "").secret("password", "");
    }
  }

  private static void batch(Section s) {
    s.duration("timeout", Duration.ofMillis(200), "");
    int size = s.integer("send_batch_size", 8192, 0, Integer.MAX_VALUE, "");
    int max = s.integer("send_batch_max_size", 0, 0, Integer.MAX_VALUE, "");
    if (max == 0 || max >= size) return;
    s.problems()
        .error(Code.INVALID_VALUE, "`send_batch_max_size` must be at least `send_batch_size`")
        .at(s.span("send_batch_max_size"))
        .label(max + " < " + size)
        .also(s.span("send_batch_size"), "a batch is sent at this size")
        .detail("path", s.path())
        .detail("fix", "send_batch_max_size: " + size + " or 0 (no maximum)")
        .add();
  }

  private static void memoryLimiter(Section s) {
    s.duration("check_interval", Duration.ZERO, "");
    s.integer("limit_percentage", 0, 0, 100, "");
    s.integer("spike_limit_percentage", 0, 0, 100, "");
    s.ignored("min_gc_interval_when_soft_limited", "the JVM decides when it collects");
  }

  private static void resource(Section s) {
    for (Section action : s.sections("attributes", "")) {
      action.requiredText("key", "");
      action.choice("action", "", Map.of("insert", "insert", "upsert", "upsert"), "");
      action.optionalText("from_attribute", "");
      action.plain("value", "");
    }
  }

  private static void exporter(Section s) {
    s.requiredText("endpoint", "");
    s.duration("timeout", Duration.ofSeconds(5), "");
    s.secrets("headers", "");
    Map<String, String> compressions = new java.util.LinkedHashMap<>();
    for (String name : List.of("gzip", "zstd", "snappy", "none")) compressions.put(name, name);
    s.choice("compression", "gzip", compressions, "");
    tls(s.section("tls", ""));
    Section queue = s.section("sending_queue", "");
    queue.flag("enabled", true, "");
    queue.integer("queue_size", 1000, 1, Integer.MAX_VALUE, "");
    s.section("resource_to_telemetry_conversion", "").flag("enabled", false, "");
  }

  private static void telemetry(Section s) {
    Section metrics = s.section("metrics", "");
    metrics.text("address", "", "");
    metrics.plain("readers", "");
    metrics.text("level", "normal", "");
  }
}
