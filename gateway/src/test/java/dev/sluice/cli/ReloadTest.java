package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.data.Account;
import dev.sluice.net.RawClient;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.FakeBackend;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A running gateway takes another configuration. */
@Timeout(120)
class ReloadTest {
  /** An address of our own on the loopback, so that ports may be written. */
  private static final String HOST =
      "127.%d.%d.4"
          .formatted(
              83 + ProcessHandle.current().pid() / 250 % 100, ProcessHandle.current().pid() % 250);

  private static final String YAML =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "HOST:4318"}}}
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 80}
        batch: {timeout: BATCH}
      exporters:
        otlphttp: {endpoint: "BACKEND", compression: none, retry_on_failure: {initial_interval: 100ms}}
        debug: {}
      extensions:
        health_check: {endpoint: "HOST:13133"}
      service:
        extensions: [health_check]
        telemetry: {metrics: {level: none}}
        pipelines:
          logs: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  private boolean onDisk;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicReference<Throwable> trouble = new AtomicReference<>();
  private final AtomicBoolean enough = new AtomicBoolean();

  private Path write(String batch, String backend) throws Exception {
    String yaml = YAML.replace("HOST", HOST).replace("BATCH", batch).replace("BACKEND", backend);
    if (onDisk) {
      yaml =
          yaml.replace(
                  "compression: none", "compression: none, sending_queue: {storage: file_storage}")
              .replace("[health_check]", "[health_check, file_storage]")
              .replace(
                  "  health_check: {",
                  "  file_storage: {directory: \"%s\", min_free: 0}\n  health_check: {"
                      .formatted(scratch.resolve("storage")));
    }
    return Files.writeString(scratch.resolve("config.yaml"), yaml);
  }

  private Plan plan() {
    Plan plan = Plan.read(sources(), Distribution.standard(), Map.<String, String>of()::get);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    return plan;
  }

  private Sources sources() {
    return new Sources(List.of(scratch.resolve("config.yaml").toString()), List.of());
  }

  private Reload reload(Gateway gateway) {
    return new Reload(Distribution.standard(), Map.<String, String>of()::get, sources(), gateway);
  }

  @Test
  void underLoad_nothingIsLostOrRepeatedOrRefused_andTheConnectionStays() throws Exception {
    changeUnderLoad();
  }

  @Test
  void underLoadWithStorage_nothingIsLostOrRepeatedOrRefused() throws Exception {
    onDisk = true;
    changeUnderLoad();
  }

  private void changeUnderLoad() throws Exception {
    try (var first = new FakeBackend();
        var second = new FakeBackend()) {
      write("20ms", first.url(""));
      Gateway gateway = Gateway.start(plan());
      var load = new Thread(this::load);
      try {
        load.start();
        awaitSent(100);
        write("30ms", first.url(""));
        assertThat(reload(gateway).run()).isTrue();
        awaitSent(100);
        write("30ms", second.url(""));
        assertThat(reload(gateway).run()).isTrue();
        awaitSent(100);
        write("wrong", first.url(""));
        assertThat(reload(gateway).run()).isFalse();
        awaitSent(100);
        write("10ms", first.url(""));
        assertThat(reload(gateway).run()).isTrue();
        awaitSent(100);
      } finally {
        enough.set(true);
        load.join();
        gateway.close();
      }
      assertThat(trouble.get()).isNull();
      List<String> arrived = new ArrayList<>(bodies(first));
      arrived.addAll(bodies(second));
      assertThat(arrived).doesNotHaveDuplicates().hasSize(sent.get());
      assertThat(second.requests()).isNotEmpty();
      Account account = gateway.ledger().accounts().iterator().next();
      assertThat(account.accepted()).isEqualTo(sent.get());
      assertThat(account.recovered()).isZero();
      assertThat(account.queued()).isZero();
    }
  }

  @Test
  void whatIsOnDiskForAWrongEndpoint_goesToTheRightOne_once() throws Exception {
    onDisk = true;
    try (var backend = new FakeBackend()) {
      write("10ms", "http://127.0.0.1:1");
      try (Gateway gateway = Gateway.start(plan());
          var client = new RawClient(new InetSocketAddress(HOST, 4318))) {
        Account account = gateway.ledger().accounts().iterator().next();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          lines.add("line " + i);
          post(client, "line " + i);
          if (i == 10) {
            write("10ms", "http://127.0.0.1:2");
            assertThat(reload(gateway).run()).isTrue();
          }
        }
        assertThat(account.queued()).isEqualTo(40);
        write("10ms", backend.url(""));
        assertThat(reload(gateway).run()).isTrue();
        Await.until("everything arrives", () -> account.queued() == 0);
        assertThat(bodies(backend)).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(account.recovered()).isZero();
      }
    }
  }

  @Test
  void storageIsNotTakenAway_fromDataThatIsInIt() throws Exception {
    onDisk = true;
    write("10ms", "http://127.0.0.1:1");
    try (Gateway gateway = Gateway.start(plan())) {
      onDisk = false;
      write("10ms", "http://127.0.0.1:1");
      assertThat(reload(gateway).run()).isFalse();
    }
  }

  @Test
  void whatWaitsForAWrongEndpoint_goesToTheRightOne() throws Exception {
    try (var backend = new FakeBackend()) {
      write("10ms", "http://127.0.0.1:1");
      try (Gateway gateway = Gateway.start(plan());
          var client = new RawClient(new InetSocketAddress(HOST, 4318))) {
        for (int i = 0; i < 20; i++) post(client, "line " + i);
        Account account = gateway.ledger().accounts().iterator().next();
        assertThat(account.queued()).isEqualTo(20);
        write("10ms", backend.url(""));
        assertThat(reload(gateway).run()).isTrue();
        Await.until("everything arrives", () -> account.queued() == 0);
        assertThat(bodies(backend)).hasSize(20);
      }
    }
  }

  @Test
  void aPortThatIsTaken_putsEverythingBack() throws Exception {
    try (var backend = new FakeBackend();
        var taken = new java.net.ServerSocket()) {
      taken.bind(new InetSocketAddress(HOST, 4319));
      Path config = write("10ms", backend.url(""));
      try (Gateway gateway = Gateway.start(plan())) {
        Files.writeString(config, Files.readString(config).replace(HOST + ":4318", HOST + ":4319"));
        assertThat(reload(gateway).run()).isFalse();
        try (var client = new RawClient(new InetSocketAddress(HOST, 4318))) {
          post(client, "still here");
        }
        Await.until("it arrives", () -> bodies(backend).contains("still here"));
      }
    }
  }

  /** What a change that failed has found on disk is there for the next one. */
  @Test
  void storageThatAFailedChangeBrought_isForgotten_andFoundAgainByTheNext() throws Exception {
    try (var backend = new FakeBackend();
        var taken = new java.net.ServerSocket()) {
      taken.bind(new InetSocketAddress(HOST, 4319));
      onDisk = true;
      write("10ms", "http://127.0.0.1:1");
      try (Gateway gateway = Gateway.start(plan());
          var client = new RawClient(new InetSocketAddress(HOST, 4318))) {
        for (int i = 0; i < 3; i++) post(client, "line " + i);
      }
      onDisk = false;
      write("10ms", "http://127.0.0.1:1");
      try (Gateway gateway = Gateway.start(plan())) {
        Account account = gateway.ledger().accounts().iterator().next();
        onDisk = true;
        Path config = write("10ms", "http://127.0.0.1:1");
        Files.writeString(config, Files.readString(config).replace(HOST + ":4318", HOST + ":4319"));
        assertThat(reload(gateway).run()).isFalse();
        assertThat(account.queued()).isZero();
        write("10ms", backend.url(""));
        assertThat(reload(gateway).run()).isTrue();
        Await.until("everything arrives", () -> bodies(backend).size() == 3);
        Await.until("all is settled", () -> account.queued() == 0);
        assertThat(account.recovered()).isEqualTo(3);
      }
    }
  }

  @Test
  void everyProblem_isALineWithItsPlace() throws Exception {
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    Logger log = (Logger) LoggerFactory.getLogger(Gateway.class);
    try (var backend = new FakeBackend()) {
      Path config = write("10ms", backend.url(""));
      try (Gateway gateway = Gateway.start(plan())) {
        Files.writeString(
            config,
            Files.readString(config).replace("{timeout: 10ms}", "{timout: 10ms}")
                + "sluice: {pipelines: {traces: {}}}\n");
        log.addAppender(events);
        assertThat(reload(gateway).run()).isFalse();
      } finally {
        log.detachAppender(events);
      }
    }
    assertThat(events.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.contains("config.yaml:5:") && line.contains("timout"))
        .anyMatch(line -> line.contains("config.yaml:16:") && line.contains("not a pipeline"));
  }

  @Test
  void aChangedFile_isSeen_throughASymbolicLinkToo() throws Exception {
    Path one = Files.createDirectory(scratch.resolve("one"));
    Path two = Files.createDirectory(scratch.resolve("two"));
    Files.writeString(one.resolve("config.yaml"), "receivers: {}");
    Files.writeString(two.resolve("config.yaml"), "receivers: {otlp: {}}");
    Path data = Files.createSymbolicLink(scratch.resolve("data"), one);
    var sources = new Sources(List.of(data.resolve("config.yaml").toString()), List.of());
    String seen =
        sources.load(Map.<String, String>of()::get, new dev.sluice.config.Problems()).fingerprint();
    var orders = new Orders();
    try (var watch = new ConfigWatch(sources, Map.<String, String>of()::get, orders, seen)) {
      watch.look();
      assertThat(orders.isEmpty()).isTrue();
      Files.delete(data);
      Files.createSymbolicLink(data, two);
      watch.look();
      assertThat(orders.take()).isEqualTo(Orders.Order.RELOAD);
      watch.look();
      assertThat(orders.isEmpty()).isTrue();
    }
  }

  private void awaitSent(int more) {
    int from = sent.get();
    Await.until("requests go on", () -> sent.get() >= from + more || trouble.get() != null);
  }

  /** On one connection, which must hold. */
  private void load() {
    try (var client = new RawClient(new InetSocketAddress(HOST, 4318))) {
      while (!enough.get()) {
        post(client, "line " + sent.get());
        sent.incrementAndGet();
      }
    } catch (Exception | AssertionError e) {
      trouble.set(e);
    }
  }

  private static void post(RawClient client, String line) throws Exception {
    LogRecord record =
        LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(line)).build();
    byte[] body =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
            .build()
            .toByteArray();
    var request = new ByteArrayOutputStream();
    String head =
        "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(body.length);
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    client.send(request.toByteArray());
    assertThat(client.answer().status()).isEqualTo(200);
  }

  private static List<String> bodies(FakeBackend backend) {
    List<String> bodies = new ArrayList<>();
    for (FakeBackend.Request request : backend.requests()) {
      try {
        ExportLogsServiceRequest logs = ExportLogsServiceRequest.parseFrom(request.body().bytes());
        logs.getResourceLogsList().stream()
            .flatMap(resource -> resource.getScopeLogsList().stream())
            .flatMap(scope -> scope.getLogRecordsList().stream())
            .forEach(record -> bodies.add(record.getBody().getStringValue()));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return bodies;
  }
}
