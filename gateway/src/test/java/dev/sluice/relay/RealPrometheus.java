package dev.sluice.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Prometheus as Debian packages it, that takes remote writes and is asked by PromQL. */
final class RealPrometheus implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final ChildProcess process;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  /** One element of an instant vector. */
  record Element(Map<String, String> labels, double value) {}

  private RealPrometheus(ChildProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Where it is installed, if it is. */
  static Optional<Path> installed() {
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      Path program = Path.of(directory, "prometheus");
      if (Files.isExecutable(program)) return Optional.of(program);
    }
    return Optional.empty();
  }

  static RealPrometheus start(Path program, InetSocketAddress address, Path directory)
      throws Exception {
    String at = address.getAddress().getHostAddress() + ":" + address.getPort();
    Path config = Files.writeString(directory.resolve("prometheus.yml"), "global: {}\n");
    var command =
        List.of(
            program.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("tsdb"),
            "--web.listen-address=" + at,
            "--web.enable-remote-write-receiver");
    var process =
        new ChildProcess("Prometheus", directory.resolve("prometheus.log"), command, Map.of());
    var prometheus = new RealPrometheus(process, "http://" + at);
    try {
      Eventually.holds(START, prometheus::askWhetherReady);
      return prometheus;
    } catch (Exception | Error e) {
      prometheus.close();
      throw e;
    }
  }

  private void askWhetherReady() throws IOException, InterruptedException {
    process.failIfEnded();
    int status = get("/-/ready").statusCode();
    if (status != 200) throw new IOException("Prometheus answers " + status);
  }

  /** The instant vector of a PromQL expression, now. */
  List<Element> query(String expression) throws IOException, InterruptedException {
    HttpResponse<String> response =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (response.statusCode() != 200) throw new IOException(expression + ": " + response.body());
    return vector(response.body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** {@code {"data":{"result":[{"metric":{...},"value":[seconds,"text"]}]}}}. */
  private static List<Element> vector(String json) throws IOException {
    var elements = new ArrayList<Element>();
    Map<String, String> labels = Map.of();
    try (JsonParser in = new JsonFactory().createParser(json)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token != JsonToken.FIELD_NAME) continue;
        if (in.currentName().equals("metric")) {
          labels = labels(in);
        } else if (in.currentName().equals("value")) {
          in.nextToken();
          in.nextToken();
          in.nextToken();
          elements.add(new Element(labels, number(in.getText())));
        }
      }
    }
    return elements;
  }

  private static Map<String, String> labels(JsonParser in) throws IOException {
    var labels = new LinkedHashMap<String, String>();
    in.nextToken();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      labels.put(name, in.nextTextValue());
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    process.close();
  }
}
