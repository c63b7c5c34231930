import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Makes the archive from which the JVM starts the gateway with its classes loaded and linked: an AOT
 * cache on Java 25, a class-data archive before. Runs the gateway once, with telemetry of all three
 * signals through everything that a usual configuration has, and stops it; the JVM writes the archive
 * at its end. Needs a JDK and nothing else:
 *
 * <pre>java scripts/image/Training.java JAVA GATEWAY_JAR ARCHIVE [JVM_OPTION...]</pre>
 *
 * <p>JAVA must be of this JDK's version. The archive serves that very JVM and that very jar, down to
 * the jar's path and time of change; with others the JVM does without it.
 */
class Training {
  private static final int ROUNDS = 40;
  private static final long PATIENCE_SECONDS = 120;

  /** Data arrives by HTTP, is sent to the gateway itself by gRPC, and from there to the backends. */
  private static final String CONFIG =
      """
      extensions:
        health_check: {endpoint: 127.0.0.1:%1$d}
      receivers:
        otlp/http: {protocols: {http: {endpoint: 127.0.0.1:%2$d}}}
        otlp/grpc: {protocols: {grpc: {endpoint: 127.0.0.1:%3$d}}}
        prometheus:
          config:
            scrape_configs:
              - job_name: self
                scrape_interval: 1s
                static_configs: [{targets: ['127.0.0.1:%4$d']}]
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}
        resource:
          attributes:
            - {action: insert, key: service_name, from_attribute: service.name}
            - {action: insert, key: loki.resource.labels, value: service_name}
        batch: {timeout: 20ms}
      exporters:
        otlp: {endpoint: '127.0.0.1:%3$d', tls: {insecure: true}}
        otlphttp: {endpoint: 'http://127.0.0.1:%5$d'}
        loki: {endpoint: 'http://127.0.0.1:%5$d/loki/api/v1/push'}
        prometheusremotewrite:
          endpoint: http://127.0.0.1:%5$d/api/v1/write
          resource_to_telemetry_conversion: {enabled: true}
      service:
        extensions: [health_check]
        telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %4$d}}}}]}}
        pipelines:
          traces/in: {receivers: [otlp/http], processors: [memory_limiter, batch], exporters: [otlp]}
          logs/in: {receivers: [otlp/http], processors: [memory_limiter, batch], exporters: [otlp]}
          metrics/in: {receivers: [otlp/http], processors: [memory_limiter, batch], exporters: [otlp]}
          traces: {receivers: [otlp/grpc], processors: [memory_limiter, batch], exporters: [otlphttp]}
          logs: {receivers: [otlp/grpc], processors: [memory_limiter, resource, batch], exporters: [loki]}
          metrics:
            receivers: [otlp/grpc, prometheus]
            processors: [memory_limiter, batch]
            exporters: [prometheusremotewrite]
      """;

  private static final String RESOURCE =
      "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]}";

  private static final Map<String, String> REQUESTS =
      Map.of(
          "traces",
          "{\"resourceSpans\":[{%s,\"scopeSpans\":[{\"scope\":{\"name\":\"a\"},\"spans\":[{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"GET\",\"kind\":2,\"startTimeUnixNano\":\"%s\",\"endTimeUnixNano\":\"%s\",\"attributes\":[{\"key\":\"http.route\",\"value\":{\"stringValue\":\"/a\"}}]}]}]}]}",
          "logs",
          "{\"resourceLogs\":[{%s,\"scopeLogs\":[{\"scope\":{\"name\":\"a\"},\"logRecords\":[{\"timeUnixNano\":\"%s\",\"observedTimeUnixNano\":\"%s\",\"severityNumber\":9,\"severityText\":\"INFO\",\"body\":{\"stringValue\":\"hello\"},\"attributes\":[{\"key\":\"n\",\"value\":{\"intValue\":\"1\"}}]}]}]}]}",
          "metrics",
          "{\"resourceMetrics\":[{%s,\"scopeMetrics\":[{\"scope\":{\"name\":\"a\"},\"metrics\":[{\"name\":\"requests\",\"unit\":\"1\",\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true,\"dataPoints\":[{\"startTimeUnixNano\":\"1\",\"timeUnixNano\":\"%s\",\"asInt\":\"7\"}]}},{\"name\":\"latency\",\"unit\":\"s\",\"histogram\":{\"aggregationTemporality\":2,\"dataPoints\":[{\"startTimeUnixNano\":\"1\",\"timeUnixNano\":\"%s\",\"count\":\"2\",\"sum\":3,\"bucketCounts\":[\"1\",\"1\"],\"explicitBounds\":[1]}]}}]}]}]}");

  private final Map<String, Integer> received = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();

  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println("usage: Training.java JAVA GATEWAY_JAR ARCHIVE [JVM_OPTION...]");
      System.exit(64);
    }
    new Training().run(args[0], args[1], Path.of(args[2]), Arrays.asList(args).subList(3, args.length));
    System.exit(0);
  }

  private void run(String java, String jar, Path archive, List<String> options) throws Exception {
    Files.deleteIfExists(archive);
    HttpServer backend = backend();
    int health = freePort();
    int http = freePort();
    int metrics = freePort();
    Path config = Files.createTempFile("training", ".yaml");
    Files.writeString(
        config, CONFIG.formatted(health, http, freePort(), metrics, backend.getAddress().getPort()));
    Process gateway = start(java, jar, archive, options, config);
    try {
      await("the gateway is ready", gateway, () -> status(get(health, "/")) == 200);
      for (int i = 0; i < ROUNDS; i++) {
        for (var request : REQUESTS.entrySet()) send(http, request.getKey(), request.getValue());
        status(get(metrics, "/metrics"));
      }
      for (String path : List.of("/v1/traces", "/loki/api/v1/push", "/api/v1/write")) {
        await("the backend has got " + path, gateway, () -> received.containsKey(path));
      }
      gateway.destroy();
      if (!gateway.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) throw fault("it does not stop");
    } finally {
      gateway.destroyForcibly();
      backend.stop(0);
      Files.delete(config);
    }
    if (!Files.exists(archive)) throw fault("the JVM has not written " + archive);
    System.out.printf("%s: %d KiB%n", archive, Files.size(archive) >> 10);
  }

  private static Process start(
      String java, String jar, Path archive, List<String> options, Path config) throws IOException {
    boolean cache = Runtime.version().feature() >= 25;
    var command = new ArrayList<String>();
    command.add(java);
    command.addAll(options);
    command.add((cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
    command.addAll(List.of("-jar", jar, "--config", config.toString()));
    // What the JVM says while it archives is about classes of no interest, and much.
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private HttpServer backend() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          received.merge(exchange.getRequestURI().getPath(), 1, Integer::sum);
          boolean otlp = exchange.getRequestURI().getPath().startsWith("/v1/");
          if (otlp) exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(otlp ? 200 : 204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private void send(int port, String signal, String body) throws Exception {
    String now = System.currentTimeMillis() + "000000";
    URI uri = URI.create("http://127.0.0.1:" + port + "/v1/" + signal);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.formatted(RESOURCE, now, now)))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) throw fault(signal + ": " + response.body());
  }

  private static HttpRequest get(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  private int status(HttpRequest request) throws Exception {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException notYet) {
      return 0;
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Process gateway, Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (!gateway.isAlive()) throw fault("the gateway ended with " + gateway.exitValue());
      if (System.nanoTime() > end) throw fault("waited in vain until " + what);
      Thread.sleep(50);
    }
  }

  private static IllegalStateException fault(String what) {
    return new IllegalStateException("training: " + what);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
