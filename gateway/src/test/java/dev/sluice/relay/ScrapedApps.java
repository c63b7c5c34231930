package dev.sluice.relay;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Real applications that show Prometheus metrics, each in a JVM with a class path of its own: a
 * Spring application by its actuator, and a Tomcat by jmx_exporter and by the OpenTelemetry agent.
 */
final class ScrapedApps implements AutoCloseable {
  static final String SPRING_PAGE = "/metric/prometheus";
  static final int MANAGEMENT_PORT = 9876;
  static final int AGENT_PORT = 9464;
  static final String TOMCAT_SERVICE = "tomcat-shop";

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern SPRING_PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern TOMCAT_PORT = Pattern.compile("listening on (\\d+)");

  private final String springHost = Loopback.next();
  private final String tomcatHost = Loopback.next();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildProcess spring;
  private final ChildProcess tomcat;

  ScrapedApps(Path scratch, Path jmxConfig) throws IOException {
    spring =
        java(
            "the Spring application",
            scratch.resolve("spring.log"),
            List.of(),
            "dev.sluice.targets.SpringShop",
            "--server.address=" + springHost,
            "--server.port=0",
            "--management.server.address=" + springHost);
    tomcat =
        java(
            "the Tomcat",
            scratch.resolve("tomcat.log"),
            List.of(
                "-javaagent:%s=%s:%d:%s"
                    .formatted(jar("sluice.jmx-exporter"), tomcatHost, MANAGEMENT_PORT, jmxConfig),
                "-javaagent:" + jar("sluice.agent")),
            "dev.sluice.targets.TomcatShop");
  }

  private ChildProcess java(
      String name, Path output, List<String> options, String main, String... arguments)
      throws IOException {
    Path targets = Path.of(System.getProperty("sluice.targets"));
    var command = new ArrayList<String>();
    command.addAll(List.of(ChildProcess.java().toString(), "-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", targets + "/classes:" + targets + "/lib/*", main));
    command.addAll(List.of(arguments));
    var environment =
        Map.of(
            "OTEL_SERVICE_NAME",
            TOMCAT_SERVICE,
            "OTEL_TRACES_EXPORTER",
            "none",
            "OTEL_LOGS_EXPORTER",
            "none",
            "OTEL_METRICS_EXPORTER",
            "prometheus",
            "OTEL_EXPORTER_PROMETHEUS_HOST",
            tomcatHost);
    return new ChildProcess(name, output, command, environment);
  }

  private static Path jar(String property) throws IOException {
    return Path.of(System.getProperty(property)).toRealPath();
  }

  String springTarget() {
    return springHost + ":" + MANAGEMENT_PORT;
  }

  String jmxTarget() {
    return tomcatHost + ":" + MANAGEMENT_PORT;
  }

  String agentTarget() {
    return tomcatHost + ":" + AGENT_PORT;
  }

  /** Waits until the Spring application listens, and makes so many orders there. */
  void orderFromSpring(int orders) throws Exception {
    String port = port(spring, SPRING_PORT);
    for (int i = 1; i <= orders; i++) get("http://%s:%s/orders/%d".formatted(springHost, port, i));
  }

  /** Waits until the Tomcat listens, and makes an order there; returns its port. */
  String orderFromTomcat() throws Exception {
    String port = port(tomcat, TOMCAT_PORT);
    get("http://127.0.0.1:%s/shop/orders".formatted(port));
    return port;
  }

  private static String port(ChildProcess process, Pattern pattern) throws Exception {
    return Eventually.answers(
        PATIENCE,
        () -> {
          process.failIfEnded();
          Matcher matcher = pattern.matcher(process.output());
          return matcher.find() ? matcher.group(1) : null;
        });
  }

  private void get(String url) throws IOException, InterruptedException {
    var response =
        http.send(
            HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) throw new IOException(url + ": " + response.statusCode());
  }

  @Override
  public void close() {
    spring.close();
    tomcat.close();
  }
}
