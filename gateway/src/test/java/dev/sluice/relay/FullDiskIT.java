package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged gateway on a disk of 64 MiB that fills up, and that somebody else then fills to the
 * last byte. Needs the right to mount one; {@code SLUICE_REQUIRE_FULL_DISK} turns its absence into
 * a failure.
 */
class FullDiskIT {
  private static final boolean REQUIRED = System.getenv("SLUICE_REQUIRE_FULL_DISK") != null;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int RECORD_BYTES = 256 << 10;
  private static final int MORE_THAN_FITS = 400;

  private static final String CONFIG =
      """
      extensions:
        file_storage: {directory: "${env:DIRECTORY}"}
      receivers:
        otlp: {protocols: {http: {endpoint: "${env:ADDRESS}:4318"}}}
      exporters:
        otlphttp:
          endpoint: "${env:SINK}"
          compression: none
          sending_queue: {storage: file_storage}
          retry_on_failure: {initial_interval: 100ms, max_interval: 200ms, multiplier: 1}
      service:
        extensions: [file_storage]
        telemetry: {metrics: {level: none}}
        pipelines:
          logs: {receivers: [otlp], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Random dice = new Random(64);
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final Queue<String> arrived = new ConcurrentLinkedQueue<>();
  private final String address = Loopback.next();
  private int ids;

  private InetSocketAddress backend() throws IOException {
    return Loopback.at(Loopback.next(), 4318);
  }

  private Map<String, String> environment(InetSocketAddress backend, Path storage) {
    return Map.of(
        "ADDRESS",
        address,
        "SINK",
        "http://%s:%d".formatted(backend.getHostString(), backend.getPort()),
        "DIRECTORY",
        storage.toString());
  }

  private List<String> arguments() throws IOException {
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    return List.of("--config", config.toString(), "--no-banner");
  }

  private static int command(String... words) throws Exception {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  /** One log record, a quarter of a MiB of noise. Returns the answer. */
  private HttpResponse<byte[]> send() throws Exception {
    String id = "id-" + ids++;
    var noise = new byte[RECORD_BYTES];
    dice.nextBytes(noise);
    var record =
        LogRecord.newBuilder()
            .setSeverityText(id)
            .setBody(AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(noise)));
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
            .build()
            .toByteArray();
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://%s:4318/v1/logs".formatted(address)))
                .header("Content-Type", "application/x-protobuf")
                .timeout(SOON)
                .POST(BodyPublishers.ofByteArray(request))
                .build(),
            BodyHandlers.ofByteArray());
    if (answer.statusCode() == 200) taken.add(id);
    return answer;
  }

  private Endpoint sink(InetSocketAddress backend) throws IOException {
    return new Endpoint(
        backend,
        200,
        Map.of(
            "/v1/logs",
            body -> {
              var request = (ExportLogsServiceRequest) Oracle.parse(Signal.LOGS, body);
              for (ResourceLogs resource : request.getResourceLogsList()) {
                for (ScopeLogs scope : resource.getScopeLogsList()) {
                  scope.getLogRecordsList().forEach(log -> arrived.add(log.getSeverityText()));
                }
              }
            }));
  }

  private static void fill(Path file) throws IOException {
    var block = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int size = block.length; size > 0; ) {
        try {
          out.write(block, 0, size);
        } catch (IOException full) {
          size /= 2;
        }
      }
    }
  }

  private void fillUntilRefused() throws Exception {
    for (int i = 0; i < MORE_THAN_FITS; i++) {
      HttpResponse<byte[]> answer = send();
      if (answer.statusCode() == 200) continue;
      assertThat(answer.statusCode()).isIn(429, 503);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
      return;
    }
    throw new AssertionError("more was taken than the disk has room for");
  }

  @Test
  void aFullDisk_isRefused_drained_andUsedAgain() throws Exception {
    Path disk = Files.createDirectory(scratch.resolve("disk"));
    String mount = disk.toString();
    boolean isMounted = command("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mount) == 0;
    if (REQUIRED) assertThat(isMounted).as("a disk of its own, for root").isTrue();
    assumeTrue(isMounted, "a disk of its own can only be mounted by root");
    InetSocketAddress backend = backend();
    try (ChildProcess gateway =
        GatewayJar.start(
            scratch.resolve("log"),
            environment(backend, disk.resolve("storage")),
            List.of("-Xmx192m"),
            arguments())) {
      fillUntilRefused();
      assertThat(taken).hasSizeGreaterThan(100);
      fill(disk.resolve("somebody else's"));

      try (Endpoint sink = sink(backend)) {
        Eventually.holds(SOON, () -> assertThat(Set.copyOf(arrived)).containsAll(taken));
        Files.delete(disk.resolve("somebody else's"));
        Eventually.holds(SOON, () -> assertThat(send().statusCode()).isEqualTo(200));
        Eventually.holds(SOON, () -> assertThat(arrived).containsAll(taken));
        gateway.terminate();
        assertThat(gateway.awaitExit(SOON)).isZero();
        assertThat(sink.complaints()).isEmpty();
      }
      assertThat(GatewayJar.lastAccounts(gateway).get(0).dropped()).isZero();
      // One that met the disk as it became full may arrive, though its sender was told to come
      // back.
      assertThat(arrived).containsAll(taken).doesNotHaveDuplicates();
    } finally {
      command("umount", mount);
    }
  }

  @Test
  void aSecondGateway_doesNotStart_andNamesTheFirst() throws Exception {
    Path storage = scratch.resolve("storage");
    InetSocketAddress backend = backend();
    try (ChildProcess first =
            GatewayJar.start(
                scratch.resolve("first"),
                environment(backend, storage),
                List.of("-Xmx96m"),
                arguments());
        ChildProcess second =
            GatewayJar.run(
                scratch.resolve("second"),
                environment(backend, storage),
                List.of("-Xmx96m"),
                arguments())) {
      assertThat(second.awaitExit(SOON)).isNotZero();
      assertThat(second.output())
          .contains(storage.toString(), "is in use by process " + first.pid() + " on ");
      first.failIfEnded();

      try (ChildProcess inspect =
          GatewayJar.run(
              scratch.resolve("inspect"),
              Map.of(),
              List.of("-Xmx96m"),
              List.of("queue", "inspect", storage.toString()))) {
        assertThat(inspect.awaitExit(SOON)).isZero();
        assertThat(inspect.output())
            .contains("otlphttp logs", "in use by   process " + first.pid());
      }
      first.terminate();
      assertThat(first.awaitExit(SOON)).isZero();
    }
  }
}
