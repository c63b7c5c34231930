package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.data.Account;
import dev.sluice.net.RawClient;
import dev.sluice.sending.SendingExporter;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.FakeBackend;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A running gateway takes another configuration. */
@Timeout(120)
class ReloadTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

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

  /** Where the storage is; null: there is none. */
  private @Nullable String directory;

  private FileGateway gateway;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicReference<Throwable> trouble = new AtomicReference<>();
  private final AtomicBoolean enough = new AtomicBoolean();

  @BeforeEach
  void make() {
    gateway = new FileGateway(scratch, 4);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void write(String batch, String backend) throws Exception {
    String yaml = YAML.replace("BATCH", batch).replace("BACKEND", backend);
    if (directory != null) {
      yaml =
          yaml.replace(
                  "compression: none", "compression: none, sending_queue: {storage: file_storage}")
              .replace("[health_check]", "[health_check, file_storage]")
              .replace(
                  "  health_check: {",
                  "  file_storage: {directory: \"%s\", min_free: 0}\n  health_check: {"
                      .formatted(scratch.resolve(directory)));
    }
    gateway.write(yaml);
  }

  private void become(String batch, String backend) throws Exception {
    write(batch, backend);
    assertThat(gateway.reload()).isTrue();
  }

  @Test
  void underLoad_nothingIsLostOrRepeatedOrRefused_andTheConnectionStays() throws Exception {
    changeUnderLoad();
  }

  @Test
  void underLoadWithStorage_nothingIsLostOrRepeatedOrRefused() throws Exception {
    directory = "storage";
    changeUnderLoad();
  }

  private void changeUnderLoad() throws Exception {
    try (var first = new FakeBackend();
        var second = new FakeBackend()) {
      write("20ms", first.url(""));
      underLoad(
          () -> {
            become("30ms", first.url(""));
            awaitSent(100);
            become("30ms", second.url(""));
            awaitSent(100);
            write("wrong", first.url(""));
            assertThat(gateway.reload()).isFalse();
            awaitSent(100);
            become("10ms", first.url(""));
          });
      assertThat(second.requests()).isNotEmpty();
      assertAllArrivedOnce(first, second);
    }
  }

  @Test
  void storageThatComesMovesAndGoesUnderLoad_losesAndRepeatsNothing() throws Exception {
    try (var backend = new FakeBackend()) {
      write("5ms", backend.url(""));
      underLoad(
          () -> {
            for (String to : new String[] {"one", "two", null, "one", null}) {
              directory = to;
              become("5ms", backend.url(""));
              awaitSent(100);
            }
          });
      assertAllArrivedOnce(backend);
    }
  }

  private interface Changes {
    void make() throws Exception;
  }

  private void underLoad(Changes changes) throws Exception {
    gateway.start();
    var load = new Thread(this::load);
    try {
      load.start();
      awaitSent(100);
      changes.make();
      awaitSent(100);
    } finally {
      enough.set(true);
      load.join();
      gateway.stop();
    }
  }

  private void assertAllArrivedOnce(FakeBackend... backends) {
    assertThat(trouble.get()).isNull();
    List<String> arrived = new ArrayList<>();
    for (FakeBackend backend : backends) arrived.addAll(FileGateway.lines(backend));
    assertThat(arrived).doesNotHaveDuplicates().hasSize(sent.get());
    assertThat(gateway.account().accepted()).isEqualTo(sent.get());
    assertThat(gateway.account().recovered()).isZero();
    assertThat(gateway.account().queued()).isZero();
  }

  @Test
  void whatIsOnDiskForAWrongEndpoint_goesToTheRightOne_once() throws Exception {
    directory = "storage";
    try (var backend = new FakeBackend()) {
      write("10ms", NOWHERE);
      Account account = gateway.start().account();
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        lines.add("line " + i);
        gateway.take("line " + i);
        if (i == 10) become("10ms", "http://127.0.0.1:2");
      }
      assertThat(account.queued()).isEqualTo(40);
      become("10ms", backend.url(""));
      Await.until("everything arrives", () -> account.queued() == 0);
      assertThat(FileGateway.lines(backend)).containsExactlyInAnyOrderElementsOf(lines);
      assertThat(account.recovered()).isZero();
    }
  }

  @Test
  void whatWaitsForAWrongEndpoint_goesToTheRightOne() throws Exception {
    try (var backend = new FakeBackend()) {
      write("10ms", NOWHERE);
      Account account = gateway.start().account();
      for (int i = 0; i < 20; i++) gateway.take("line " + i);
      assertThat(account.queued()).isEqualTo(20);
      become("10ms", backend.url(""));
      Await.until("everything arrives", () -> account.queued() == 0);
      assertThat(FileGateway.lines(backend)).hasSize(20);
    }
  }

  @Test
  void aPauseThatABackendAskedFor_outlastsAReload_andHoldsNoOtherBackend() throws Exception {
    try (var busy = new FakeBackend();
        var other = new FakeBackend()) {
      busy.answers(request -> FakeBackend.Reply.of(429).with("Retry-After", "120"));
      write("1ms", busy.url(""));
      Account account = gateway.start().account();
      var said = new ListAppender<ILoggingEvent>();
      said.list = new CopyOnWriteArrayList<>();
      said.start();
      Logger log = (Logger) LoggerFactory.getLogger(SendingExporter.class);
      log.addAppender(said);
      try {
        gateway.take("one");
        Await.until("the pause is known", () -> said.list.toString().contains("retrying in 2m 0s"));
      } finally {
        log.detachAppender(said);
      }
      for (int i = 200; i < 205; i++) {
        gateway.write(gateway.written().replaceFirst("interval: \\d+ms", "interval: " + i + "ms"));
        assertThat(gateway.reload()).isTrue();
        gateway.take("more " + i);
      }
      assertThat(account.queued()).isEqualTo(6);
      become("1ms", other.url(""));
      Await.until("everything arrives", () -> account.queued() == 0);
      assertThat(busy.requests()).hasSize(1);
      assertThat(FileGateway.lines(other)).hasSize(6);
    }
  }

  @Test
  void aPortThatIsTaken_putsEverythingBack() throws Exception {
    try (var backend = new FakeBackend();
        var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(gateway.host(), 4319));
      write("10ms", backend.url(""));
      gateway.start();
      gateway.write(gateway.written().replace(":4318", ":4319"));
      assertThat(gateway.reload()).isFalse();
      gateway.take("still here");
      Await.until("it arrives", () -> FileGateway.lines(backend).contains("still here"));
    }
  }

  /** What a change that failed has found on disk is there for the next one. */
  @Test
  void storageThatAFailedChangeBrought_isForgotten_andFoundAgainByTheNext() throws Exception {
    try (var backend = new FakeBackend();
        var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(gateway.host(), 4319));
      directory = "storage";
      write("10ms", NOWHERE);
      gateway.start();
      for (int i = 0; i < 3; i++) gateway.take("line " + i);
      gateway.stop();
      for (String before : new String[] {null, "elsewhere"}) {
        directory = before;
        write("10ms", NOWHERE);
        Account account = gateway.start().account();
        directory = "storage";
        write("10ms", NOWHERE);
        gateway.write(gateway.written().replace(":4318", ":4319"));
        assertThat(gateway.reload()).isFalse();
        assertThat(account.queued()).isZero();
        if (before == null) {
          gateway.stop();
          continue;
        }
        become("10ms", backend.url(""));
        Await.until("everything arrives", () -> FileGateway.lines(backend).size() == 3);
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
    write("10ms", NOWHERE);
    gateway.start();
    gateway.write(
        gateway.written().replace("{timeout: 10ms}", "{timout: 10ms}")
            + "sluice: {pipelines: {traces: {}}}\n");
    log.addAppender(events);
    try {
      assertThat(gateway.reload()).isFalse();
    } finally {
      log.detachAppender(events);
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
    try (RawClient client = gateway.client()) {
      while (!enough.get()) {
        assertThat(FileGateway.post(client, "line " + sent.get()).status()).isEqualTo(200);
        sent.incrementAndGet();
      }
    } catch (Exception | AssertionError e) {
      trouble.set(e);
    }
  }
}
