package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged gateway with little memory under large requests and a dead backend, and stopped
 * under load: the short forms of two rows of the fault matrix.
 */
@Timeout(300)
class PressureIT {
  private static final int CLIENTS = 64;
  private static final int LARGE = 20 << 20;
  private static final int SMALL_REQUESTS = 200;
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String CONFIG =
      """
      sluice: {shutdown_timeout: 5s}
      receivers:
        otlp: {protocols: {http: {endpoint: "${env:ADDRESS}:4318", max_request_body_size: 20971520}}}
      processors:
        batch: {timeout: 50ms}
      exporters:
        otlphttp/dead: {endpoint: "http://127.0.0.1:1"}
        otlphttp: {endpoint: "${env:SINK}", compression: none}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], processors: [batch], exporters: [otlphttp/dead]}
          logs: {receivers: [otlp], processors: [batch], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  private final Queue<String> arrived = new ConcurrentLinkedQueue<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ChildProcess start(String address, Endpoint sink) throws Exception {
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    return GatewayJar.start(
        scratch.resolve("log"),
        Map.of("ADDRESS", address, "SINK", sink.url()),
        List.of("-Xmx256m", "-Xlog:gc:file=" + scratch.resolve("gc")),
        List.of("--config", config.toString()));
  }

  private Endpoint sink() throws IOException {
    InetSocketAddress backend = Loopback.at(Loopback.next(), 4318);
    return new Endpoint(backend, 200, Map.of("/v1/logs", this::take));
  }

  private void take(byte[] body) throws IOException {
    ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .forEach(record -> arrived.add(record.getBody().getStringValue()));
  }

  @Test
  void largeRequestsToADeadBackend_areRefusedEarly_andTheOthersGoOn() throws Exception {
    String address = Loopback.next();
    var refused = new AtomicInteger();
    var odd = new ConcurrentLinkedQueue<String>();
    try (Endpoint sink = sink();
        ChildProcess gateway = start(address, sink)) {
      byte[] large = largeTrace();
      var clients = new ArrayList<Thread>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Thread(() -> large(address, large, refused, odd)));
      }
      clients.forEach(Thread::start);
      for (int i = 0; i < SMALL_REQUESTS; i++) {
        assertThat(post(address, "/v1/logs", log("line " + i)).statusCode()).isEqualTo(200);
      }
      for (Thread client : clients) client.join();
      Eventually.holds(SOON, () -> assertThat(arrived).hasSize(SMALL_REQUESTS));
      gateway.terminate();
      assertThat(gateway.awaitExit(Duration.ofSeconds(7))).as(gateway.output()).isZero();
      assertThat(gateway.output()).doesNotContain("OutOfMemoryError").doesNotContain(" error ");
      assertThat(GatewayJar.lastAccounts(gateway)).allMatch(GatewayJar.Account::balances);
    }
    assertThat(odd).isEmpty();
    assertThat(refused.get()).isPositive();
    assertThat(Files.readString(scratch.resolve("gc"))).doesNotContain("System.gc()");
  }

  /**
   * Refused before it has sent everything, it may find its connection ended; never left waiting.
   */
  private static void large(String address, byte[] body, AtomicInteger refused, Queue<String> odd) {
    String head =
        "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(body.length);
    try (var socket = new Socket()) {
      socket.connect(Loopback.at(address, 4318), (int) SOON.toMillis());
      socket.setSoTimeout((int) SOON.toMillis());
      String status = exchange(socket, head.getBytes(StandardCharsets.ISO_8859_1), body);
      if (status.contains("503")) {
        refused.incrementAndGet();
      } else if (!status.contains("200")) {
        odd.add(status);
      }
    } catch (SocketTimeoutException waited) {
      odd.add("no answer");
    } catch (IOException ended) {
      refused.incrementAndGet();
    }
  }

  private static String exchange(Socket socket, byte[] head, byte[] body) throws IOException {
    try {
      socket.getOutputStream().write(head);
      socket.getOutputStream().write(body);
    } catch (IOException refused) {
      // The answer may be there nevertheless.
    }
    var reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String status = reader.readLine();
    if (status == null) throw new IOException("the connection ended");
    return status;
  }

  @Test
  void aStopUnderLoad_losesNothingThatWasTaken_andRepeatsNothing() throws Exception {
    String address = Loopback.next();
    var taken = new ConcurrentLinkedQueue<String>();
    var enough = new AtomicBoolean();
    try (Endpoint sink = sink();
        ChildProcess gateway = start(address, sink)) {
      var load = new Thread(() -> load(address, taken, enough));
      load.start();
      Eventually.holds(SOON, () -> assertThat(taken).hasSizeGreaterThan(300));
      gateway.terminate();
      gateway.terminate();
      assertThat(gateway.awaitExit(Duration.ofSeconds(7))).as(gateway.output()).isZero();
      enough.set(true);
      load.join();
    }
    // What the client has no answer for may have arrived as well.
    assertThat(arrived).doesNotHaveDuplicates().containsAll(taken);
  }

  private void load(String address, Queue<String> taken, AtomicBoolean enough) {
    for (int i = 0; !enough.get(); i++) {
      String line = "line " + i;
      try {
        if (post(address, "/v1/logs", log(line)).statusCode() == 200) taken.add(line);
      } catch (IOException stopped) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Test
  void aStopDuringTheStart_isInOrder() throws Exception {
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    String address = Loopback.next();
    try (ChildProcess gateway =
        GatewayJar.run(
            scratch.resolve("log"),
            Map.of("ADDRESS", address, "SINK", "http://127.0.0.1:1"),
            List.of(),
            List.of("--config", config.toString()))) {
      gateway.awaitOutput(SOON, "Starting sluice");
      gateway.terminate();
      assertThat(gateway.awaitExit(Duration.ofSeconds(7))).as(gateway.output()).isZero();
    }
  }

  private HttpResponse<byte[]> post(String address, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://%s:4318%s".formatted(address, path)))
            .header("Content-Type", "application/x-protobuf")
            .timeout(SOON)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  private static byte[] log(String line) {
    LogRecord record =
        LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(line)).build();
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder().addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
        .build()
        .toByteArray();
  }

  private static byte[] largeTrace() {
    KeyValue payload =
        KeyValue.newBuilder()
            .setKey("payload")
            .setValue(
                AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[LARGE - 1024])))
            .build();
    Span span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(new byte[16]))
            .setSpanId(ByteString.copyFrom(new byte[8]))
            .setName("large")
            .addAttributes(payload)
            .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build()
        .toByteArray();
  }
}
