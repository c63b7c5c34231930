package dev.sluice.relay;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The {@link Shop} under the OpenTelemetry Java agent. */
final class ShopProcess implements AutoCloseable {
  static final int ORDERS = 12;
  static final String NAMESPACE = "shop";
  static final String VERSION = "1.4.2";
  static final String ENVIRONMENT = "test";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ChildProcess process;

  /**
   * @param options more {@code OTEL_*} variables
   */
  ShopProcess(String service, Path hosts, Path output, Map<String, String> options)
      throws IOException, URISyntaxException {
    Path classes = Path.of(Shop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var command =
        List.of(
            ChildProcess.java().toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-javaagent:" + Path.of(System.getProperty("sluice.agent")).toRealPath(),
            "-Djdk.net.hosts.file=" + hosts,
            "-cp",
            classes.toString(),
            Shop.class.getName(),
            Integer.toString(ORDERS));
    var environment = new HashMap<String, String>();
    environment.put("OTEL_SERVICE_NAME", service);
    environment.put(
        "OTEL_RESOURCE_ATTRIBUTES",
        "service.namespace=%s,service.version=%s,deployment.environment=%s"
            .formatted(NAMESPACE, VERSION, ENVIRONMENT));
    environment.put("OTEL_METRIC_EXPORT_INTERVAL", "1000");
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    environment.put("OTEL_BLRP_SCHEDULE_DELAY", "200");
    environment.putAll(options);
    process = new ChildProcess(service, output, command, environment);
  }

  void awaitOrders() throws Exception {
    process.awaitOutput(PATIENCE, Shop.READY);
  }

  /** Ends it in order: the agent hands over what it still has. */
  int end() throws IOException, InterruptedException {
    process.endInput();
    return process.awaitExit(PATIENCE);
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
