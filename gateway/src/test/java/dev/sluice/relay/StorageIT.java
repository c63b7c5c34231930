package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.net.InetSocketAddress;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged gateway with storage, killed as no process wants to be: what a client was told is
 * taken arrives. {@code -Dstorage.kills=50} goes on for longer.
 */
class StorageIT {
  private static final int KILLS = Integer.getInteger("storage.kills", 3);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SENDERS = 4;

  private static final String CONFIG =
      """
      extensions:
        file_storage: {directory: "${env:DIRECTORY}", min_free: 0}
      receivers:
        otlp: {protocols: {http: {endpoint: "${env:ADDRESS}:4318"}}}
      processors:
        batch: {timeout: 20ms}
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
          logs: {receivers: [otlp], processors: [batch], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final Queue<String> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ids = new AtomicInteger();
  private String address;
  private InetSocketAddress backend;

  private ChildProcess start(String log) throws Exception {
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    return GatewayJar.start(
        scratch.resolve(log),
        Map.of(
            "ADDRESS",
            address,
            "SINK",
            "http://%s:%d".formatted(backend.getHostString(), backend.getPort()),
            "DIRECTORY",
            scratch.resolve("storage").toString()),
        List.of("-Xmx128m"),
        List.of("--config", config.toString(), "--no-banner"));
  }

  private Endpoint sink() throws Exception {
    return new Endpoint(
        backend, 200, Map.of("/v1/logs", body -> count(Oracle.parse(Signal.LOGS, body))));
  }

  private void count(Message request) {
    for (ResourceLogs resource : ((ExportLogsServiceRequest) request).getResourceLogsList()) {
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        for (LogRecord record : scope.getLogRecordsList()) {
          arrived.add(record.getBody().getStringValue());
        }
      }
    }
  }

  private void place() {
    address = Loopback.next();
  }

  /** Sends until told to stop; remembers what was answered with success. */
  private Thread sender(AtomicBoolean stop) {
    var thread =
        new Thread(
            () -> {
              try (OtlpClient client = OtlpClient.http(address)) {
                while (!stop.get()) send(client);
              } catch (Exception killed) {
                // The gateway is gone: nothing was answered.
              }
            });
    thread.start();
    return thread;
  }

  private void send(OtlpClient client) throws Exception {
    String id = "id-" + ids.incrementAndGet();
    client.send(Signal.LOGS, request(id));
    taken.add(id);
  }

  private static byte[] request(String id) {
    var record = LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(id));
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder().addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
        .build()
        .toByteArray();
  }

  @Test
  void killedUnderLoad_losesNothingThatItTook() throws Exception {
    place();
    backend = Loopback.at(Loopback.next(), 4318);
    var dice = new Random(6);
    for (int round = 0; round < KILLS; round++) {
      Endpoint sink = round % 2 == 0 ? sink() : null;
      try (ChildProcess gateway = start("log" + round)) {
        var stop = new AtomicBoolean();
        int before = taken.size();
        var senders = new Thread[SENDERS];
        for (int i = 0; i < SENDERS; i++) senders[i] = sender(stop);
        int more = 50 + dice.nextInt(200);
        Eventually.holds(SOON, () -> assertThat(taken.size()).isGreaterThan(before + more));
        // Closing it kills it, without a word before.
        gateway.close();
        stop.set(true);
        for (Thread sender : senders) sender.join(TimeUnit.SECONDS.toMillis(30));
      } finally {
        if (sink != null) sink.close();
      }
    }
    try (Endpoint sink = sink();
        ChildProcess gateway = start("last")) {
      Eventually.holds(SOON, () -> assertThat(Set.copyOf(arrived)).containsAll(taken));
      assertThat(sink.complaints()).isEmpty();
      gateway.failIfEnded();
    }
  }

  @Test
  void stoppedWithTheBackendDown_keepsAll_andSendsItOnceAfterTheNextStart() throws Exception {
    place();
    backend = Loopback.at(Loopback.next(), 4318);
    try (ChildProcess gateway = start("down");
        OtlpClient client = OtlpClient.http(address)) {
      for (int i = 0; i < 100; i++) send(client);
      gateway.terminate();
      assertThat(gateway.awaitExit(SOON)).isZero();
      assertThat(GatewayJar.lastAccounts(gateway).get(0).dropped()).isZero();
    }
    try (Endpoint sink = sink();
        ChildProcess gateway = start("up")) {
      Eventually.holds(SOON, () -> assertThat(arrived).hasSize(100));
      gateway.terminate();
      assertThat(gateway.awaitExit(SOON)).isZero();
      assertThat(sink.complaints()).isEmpty();
    }
    assertThat(arrived).containsExactlyInAnyOrderElementsOf(taken);
  }
}
