package dev.sluice.bench.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.bench.endtoend.Kind;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xerial.snappy.Snappy;

/**
 * The simplest gateway that keeps every promise: it forwards a request and answers what the backend
 * answers. It lives in the test's own process, and can be told to break promises.
 */
final class FakeGateway implements AutoCloseable {
  /** What it does to the traces, of each ten requests to one. */
  enum Sin {
    NONE,
    SENDS_TWICE,
    REFUSES_AND_SENDS,
    DOUBTS_AND_SENDS,
    DROPS_A_REQUEST,
    DROPS_AN_ITEM,
    FLIPS_A_BIT,
    TAKES_ANOTHERS_RESOURCE,
    COUNTS_ONE_TOO_MANY,
    SWAPS_SAMPLES,
    /** Of logs. */
    SWAPS_LINES
  }

  private static final Pattern ENDPOINT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

  private final Sin sin;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Kind, AtomicLong> accepted =
      Map.of(
          Kind.TRACES, new AtomicLong(),
          Kind.LOGS, new AtomicLong(),
          Kind.METRICS, new AtomicLong());
  private final AtomicLong requests = new AtomicLong();
  private final List<HttpServer> servers = new ArrayList<>();
  private List<Integer> backends = List.of();
  private byte[] kept = {};

  FakeGateway(Sin sin) {
    this.sin = sin;
  }

  /** Starts with the ports of a configuration; the process beside it does nothing. */
  List<String> with(Path config) throws IOException {
    String text = Files.readString(config);
    backends =
        ENDPOINT.matcher(text).results().map(found -> Integer.valueOf(found.group(1))).toList();
    listen(text, "endpoint: 127.0.0.1:(\\d+)", this::take);
    listen(text, "port: (\\d+)", this::metrics);
    return List.of("sleep", "600");
  }

  private void listen(String config, String port, HttpHandler handler) throws IOException {
    Matcher found = Pattern.compile(port).matcher(config);
    if (!found.find()) throw new IOException("no " + port);
    var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(found.group(1)));
    HttpServer server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
    servers.add(server);
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    try {
      exchange.sendResponseHeaders(path.equals("/v1/metrics") ? write(body) : pass(path, body), -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private int pass(String path, byte[] body) throws IOException, InterruptedException {
    boolean traces = path.equals("/v1/traces");
    Kind kind = traces ? Kind.TRACES : Kind.LOGS;
    int port = backends.get(traces ? 0 : 1);
    accepted(kind)
        .addAndGet(
            traces
                ? ExportTraceServiceRequest.parseFrom(body)
                    .getResourceSpans(0)
                    .getScopeSpans(0)
                    .getSpansCount()
                : ExportLogsServiceRequest.parseFrom(body)
                    .getResourceLogs(0)
                    .getScopeLogs(0)
                    .getLogRecordsCount());
    if (!traces && sin == Sin.SWAPS_LINES) return send(port, path, swapped(body));
    if (!traces || requests.getAndIncrement() % 10 != 3) return send(port, path, body);
    return switch (sin) {
      case DROPS_A_REQUEST -> 200;
      case SENDS_TWICE -> {
        send(port, path, body);
        yield send(port, path, body);
      }
      case REFUSES_AND_SENDS -> {
        send(port, path, body);
        yield 503;
      }
      case DOUBTS_AND_SENDS -> {
        send(port, path, body);
        yield 504;
      }
      case DROPS_AN_ITEM -> send(port, path, requests.get() < 10 ? shortened(body) : body);
      case FLIPS_A_BIT -> send(port, path, flipped(body));
      case TAKES_ANOTHERS_RESOURCE -> send(port, path, bled(body));
      case NONE, COUNTS_ONE_TOO_MANY, SWAPS_SAMPLES, SWAPS_LINES -> send(port, path, body);
    };
  }

  /** In a text of the last span, so that the request can still be read. */
  private static byte[] flipped(byte[] body) {
    byte[] flipped = body.clone();
    flipped[body.length - 2] ^= 1;
    return flipped;
  }

  private static byte[] shortened(byte[] body) throws IOException {
    var request = ExportTraceServiceRequest.parseFrom(body).toBuilder();
    request.getResourceSpansBuilder(0).getScopeSpansBuilder(0).removeSpans(7);
    return request.build().toByteArray();
  }

  private static byte[] swapped(byte[] body) throws IOException {
    var request = ExportLogsServiceRequest.parseFrom(body).toBuilder();
    var scope = request.getResourceLogsBuilder(0).getScopeLogsBuilder(0);
    LogRecord first = scope.getLogRecords(3);
    scope.setLogRecords(3, scope.getLogRecords(4)).setLogRecords(4, first);
    return request.build().toByteArray();
  }

  /** What comes of a cache by the wrong key. */
  private static byte[] bled(byte[] body) throws IOException {
    var request = ExportTraceServiceRequest.parseFrom(body).toBuilder();
    var resource = request.getResourceSpansBuilder(0).getResourceBuilder();
    for (KeyValue.Builder pair : resource.getAttributesBuilderList()) {
      if (pair.getKey().equals("k8s.pod.name")) {
        pair.setValue(AnyValue.newBuilder().setStringValue("another"));
      }
    }
    return request.build().toByteArray();
  }

  private int write(byte[] body) throws IOException, InterruptedException {
    var request = ExportMetricsServiceRequest.parseFrom(body);
    var out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    var resource = request.getResourceMetrics(0).getResource();
    for (Metric metric : request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList()) {
      var points =
          metric.hasSum()
              ? metric.getSum().getDataPointsList()
              : metric.getGauge().getDataPointsList();
      accepted(Kind.METRICS).addAndGet(points.size());
      for (NumberDataPoint point : points) {
        coded.writeByteArray(
            1,
            Series.of(
                labels(
                    metric,
                    LokiContents.attribute(resource, "service.instance.id"),
                    point.getAttributesList()),
                point));
      }
    }
    coded.flush();
    byte[] series = Snappy.compress(out.toByteArray());
    if (sin != Sin.SWAPS_SAMPLES) return send(backends.get(2), "/api/v1/write", series);
    return swap(series);
  }

  /** Keeps one request back until a later one is through. */
  private synchronized int swap(byte[] series) throws IOException, InterruptedException {
    if (kept.length == 0) {
      kept = series;
      return 200;
    }
    return send(backends.get(2), "/api/v1/write", series);
  }

  /** Sends what was kept back. */
  synchronized void letGo() throws IOException, InterruptedException {
    send(backends.get(2), "/api/v1/write", kept);
  }

  private static Map<String, String> labels(
      Metric metric, String instance, List<KeyValue> attributes) {
    var labels = new TreeMap<String, String>();
    String name = metric.getName().replace('.', '_');
    labels.put("__name__", metric.hasSum() ? name + "_total" : name);
    labels.put("job", "shop/checkout");
    labels.put("instance", instance);
    for (KeyValue pair : attributes) {
      AnyValue value = pair.getValue();
      labels.put(
          pair.getKey().replace('.', '_'),
          value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
    }
    return labels;
  }

  private int send(int port, String path, byte[] body) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void metrics(HttpExchange exchange) throws IOException {
    var page = new StringBuilder();
    accepted.forEach(
        (kind, count) -> {
          long more = sin == Sin.COUNTS_ONE_TOO_MANY && kind == Kind.TRACES ? 1 : 0;
          page.append(
              """
              sluice_items_accepted_total{exporter="x",signal="%s"} %d
              sluice_items_delivered_total{exporter="x",signal="%s"} %d
              """
                  .formatted(kind.id(), count.get() + more, kind.id(), count.get() + more));
        });
    byte[] body = page.toString().getBytes(US_ASCII);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private AtomicLong accepted(Kind kind) {
    return Objects.requireNonNull(accepted.get(kind));
  }

  @Override
  public void close() {
    for (HttpServer server : servers) server.stop(0);
    threads.shutdownNow();
  }

  /** One series with one sample, as remote write 1.0 has it. */
  private static final class Series {
    private Series() {}

    static byte[] of(Map<String, String> labels, NumberDataPoint point) {
      return message(
          series -> {
            for (var label : labels.entrySet()) {
              byte[] pair =
                  message(
                      out -> {
                        out.writeString(1, label.getKey());
                        out.writeString(2, label.getValue());
                      });
              series.writeByteArray(1, pair);
            }
            byte[] sample =
                message(
                    out -> {
                      out.writeDouble(1, point.getAsDouble());
                      out.writeInt64(2, point.getTimeUnixNano() / 1_000_000);
                    });
            series.writeByteArray(2, sample);
          });
    }

    private interface Fields {
      void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
      ByteString.Output bytes = ByteString.newOutput();
      try {
        var out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteString().toByteArray();
    }
  }
}
