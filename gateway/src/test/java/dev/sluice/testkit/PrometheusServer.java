package dev.sluice.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prometheus on a free loopback port, with the remote-write receiver on and nothing to
 * scrape. A test that needs it is skipped where none is installed, unless SLUICE_REQUIRE_PROMETHEUS
 * is set: then it fails.
 */
public final class PrometheusServer implements AutoCloseable {
  public static final String RECEIVER = "--web.enable-remote-write-receiver";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LISTENING = "msg=\"Listening on\" address=";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private Process process;
  private String address = "127.0.0.1:0";

  private PrometheusServer(Path directory) {
    this.directory = directory;
  }

  /**
   * Starts one whose data are under {@code directory}.
   *
   * @param flags besides those of every test; {@link #RECEIVER} for instance
   */
  public static PrometheusServer start(Path directory, String... flags) {
    var server = new PrometheusServer(directory);
    server.restart(flags);
    return server;
  }

  private static Path program() {
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      Path program = Path.of(place, "prometheus");
      if (Files.isExecutable(program)) return program;
    }
    if ("1".equals(System.getenv("SLUICE_REQUIRE_PROMETHEUS"))) {
      throw new AssertionError("prometheus is required and not on the PATH");
    }
    Assumptions.abort("no prometheus on the PATH");
    throw new AssertionError();
  }

  /** Stops it, and starts it again with its data, on the same port. */
  public void restart(String... flags) {
    stop();
    try {
      Path config = directory.resolve("prometheus.yml");
      Files.writeString(config, "global: {}\n");
      var command = new ArrayList<String>();
      command.add(program().toString());
      command.add("--config.file=" + config);
      command.add("--storage.tsdb.path=" + directory.resolve("data"));
      command.add("--web.listen-address=" + address);
      command.addAll(Arrays.asList(flags));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      address = awaitListening();
      Await.until("Prometheus is ready", () -> status("/-/ready") == 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address in the log; the rest of the log is read away, so that nothing blocks. */
  private String awaitListening() {
    var found = new CompletableFuture<String>();
    var log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var reader = new Thread(() -> readLog(log, found), "prometheus-log");
    reader.setDaemon(true);
    reader.start();
    try {
      return found.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      stop();
      throw new AssertionError("Prometheus does not start", e);
    }
  }

  private static void readLog(BufferedReader log, CompletableFuture<String> found) {
    var said = new StringBuilder();
    try (log) {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        int at = line.indexOf(LISTENING);
        if (at >= 0) found.complete(line.substring(at + LISTENING.length()).strip());
        if (!found.isDone()) said.append(line).append('\n');
      }
    } catch (IOException e) {
      said.append(e);
    }
    found.completeExceptionally(new IOException(said.toString()));
  }

  public void stop() {
    if (process == null) return;
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process = null;
  }

  @Override
  public void close() {
    stop();
  }

  public String writeUrl() {
    return "http://" + address + "/api/v1/write";
  }

  /**
   * The values of every series that {@code selector} selects, in the {@code range} before {@code
   * atMillis}: by labels as {@code {__name__="up",job="x"}}, value by time in milliseconds.
   */
  public Map<String, Map<Long, Double>> range(String selector, String range, long atMillis) {
    var values = new TreeMap<String, Map<Long, Double>>();
    for (Object element : query(selector + "[" + range + "]", atMillis)) {
      var byTime = new TreeMap<Long, Double>();
      for (Object pair : (List<?>) map(element).getOrDefault("values", List.of())) {
        byTime.put(millis(((List<?>) pair).get(0)), number(((List<?>) pair).get(1)));
      }
      values.put(labels(map(element).get("metric")), byTime);
    }
    return values;
  }

  /** The value of each series of an instant vector, by labels. */
  public Map<String, Double> instant(String expression, long atMillis) {
    var values = new TreeMap<String, Double>();
    for (Object element : query(expression, atMillis)) {
      List<?> value = (List<?>) map(element).get("value");
      values.put(labels(map(element).get("metric")), number(value.get(1)));
    }
    return values;
  }

  private List<?> query(String expression, long atMillis) {
    String path =
        "/api/v1/query?query=%s&time=%.3f".formatted(encode(expression), atMillis / 1000.0);
    return (List<?>) map(map(get(path)).get("data")).get("result");
  }

  /** The exemplars of a selector: labels of each with its value, by labels of the series. */
  public Map<String, List<String>> exemplars(String selector, long fromMillis, long toMillis) {
    String path =
        "/api/v1/query_exemplars?query=%s&start=%.3f&end=%.3f"
            .formatted(encode(selector), fromMillis / 1000.0, toMillis / 1000.0);
    var exemplars = new TreeMap<String, List<String>>();
    for (Object series : (List<?>) map(get(path)).get("data")) {
      var list = new ArrayList<String>();
      for (Object exemplar : (List<?>) map(series).get("exemplars")) {
        list.add(labels(map(exemplar).get("labels")) + " " + map(exemplar).get("value"));
      }
      exemplars.put(labels(map(series).get("seriesLabels")), list);
    }
    return exemplars;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** In the order of names, without the blanks of Go. */
  private static String labels(Object metric) {
    var labels = new ArrayList<RemoteWrite.Label>();
    new TreeMap<>(map(metric))
        .forEach((name, value) -> labels.add(new RemoteWrite.Label(name, (String) value)));
    return RemoteWrite.text(labels);
  }

  private static long millis(Object seconds) {
    return new BigDecimal((String) seconds).movePointRight(3).longValueExact();
  }

  private static double number(Object text) {
    return switch ((String) text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble((String) text);
    };
  }

  /** Its own metrics, as text. */
  public String ownMetrics() {
    try {
      return send("/metrics").body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int status(String path) {
    try {
      return send(path).statusCode();
    } catch (IOException notYet) {
      return 0;
    }
  }

  private Object get(String path) {
    try {
      HttpResponse<String> response = send(path);
      if (response.statusCode() != 200) throw new AssertionError(path + ": " + response.body());
      try (JsonParser json = new JsonFactory().createParser(response.body())) {
        json.nextToken();
        return value(json);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(String path) throws IOException {
    var request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Maps, lists and texts: numbers stay as they are written. */
  private static Object value(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      var map = new LinkedHashMap<String, Object>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        map.put(name, value(json));
      }
      return map;
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      var list = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) list.add(value(json));
      return list;
    }
    return json.getText();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
