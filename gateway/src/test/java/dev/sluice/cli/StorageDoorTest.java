package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Factories;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.component.StartException;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import dev.sluice.data.Account;
import dev.sluice.data.Outcome;
import dev.sluice.extension.filestorage.FileStorageConfig;
import dev.sluice.extension.filestorage.FileStorageFactory;
import dev.sluice.sending.storage.FaultyDisk;
import dev.sluice.sending.storage.Fs;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Balance;
import dev.sluice.testkit.FakeBackend;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients are answered, by real sockets, when the disk is slow, fails or is full. */
@Timeout(120)
class StorageDoorTest {
  /** An address of our own on the loopback, so that ports may be written. */
  private static final String HOST =
      "127.%d.%d.5"
          .formatted(
              83 + ProcessHandle.current().pid() / 250 % 100, ProcessHandle.current().pid() % 250);

  private static final String NOWHERE = "http://127.0.0.1:1";
  private static final int LARGE = 512 << 10;

  private static final String YAML =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "HOST:4318"}}}
      exporters:
        otlphttp:
          endpoint: "BACKEND"
          compression: none
          sending_queue: {storage: file_storage}
          retry_on_failure: {initial_interval: 20ms, max_interval: 100ms}
      extensions:
        file_storage: {directory: "DIRECTORY", min_free: 0KEYS}
        health_check: {endpoint: "HOST:13133"}
      service:
        extensions: [health_check, file_storage]
        telemetry: {metrics: {level: none}}
        pipelines:
          logs: {receivers: [otlp], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  private final FaultyDisk disk = new FaultyDisk();
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeBackend backend = new FakeBackend();
  private final List<FakeBackend.Request> taken = new CopyOnWriteArrayList<>();
  private Gateway gateway;

  private void start(String backendUrl, String keys) throws Exception {
    String yaml =
        YAML.replace("HOST", HOST)
            .replace("BACKEND", backendUrl)
            .replace("DIRECTORY", scratch.resolve("storage").toString())
            .replace("KEYS", keys);
    Path config = Files.writeString(scratch.resolve("config.yaml"), yaml);
    var sources = new Sources(List.of(config.toString()), List.of());
    Plan plan = Plan.read(sources, factories(), Map.<String, String>of()::get);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    gateway = Gateway.start(plan);
  }

  private Factories factories() {
    Factories all = Distribution.standard();
    var extensions =
        new ArrayList<ExtensionFactory<?>>(
            all.extensions().values().stream()
                .distinct()
                .filter(factory -> !factory.type().equals("file_storage"))
                .toList());
    extensions.add(new FaultyStorage(disk));
    return new Factories(
        all.receivers().values().stream().distinct().toList(),
        all.processors().values().stream().distinct().toList(),
        all.exporters().values().stream().distinct().toList(),
        extensions);
  }

  /** The real extension, which lends a disk with faults. */
  private record FaultyStorage(Fs disk) implements ExtensionFactory<FileStorageConfig> {
    private static final FileStorageFactory REAL = new FileStorageFactory();

    @Override
    public String type() {
      return REAL.type();
    }

    @Override
    public String summary() {
      return REAL.summary();
    }

    @Override
    public FileStorageConfig read(Section section) {
      return REAL.read(section);
    }

    @Override
    public Set<ExtensionRole> roles(FileStorageConfig config) {
      return REAL.roles(config);
    }

    @Override
    public Extension create(FileStorageConfig config, Settings settings) throws StartException {
      Extension real = REAL.create(config, settings);
      String id = settings.id().toString();
      return new Extension() {
        @Override
        public void offerTo(Shared shared) {
          real.offerTo(shared);
          shared.put(Fs.class, id, disk);
        }
      };
    }
  }

  @AfterEach
  void theLedgerBalances() {
    // Whatever still waits may end.
    disk.failSyncs(0);
    disk.let(1 << 20);
    if (gateway != null) gateway.stop(Duration.ofSeconds(1));
    Balance.holds(account());
    backend.close();
  }

  private Account account() {
    return gateway.ledger().accounts().iterator().next();
  }

  private CompletableFuture<HttpResponse<String>> post(String body) {
    var record = LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(body));
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
            .build()
            .toByteArray();
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://%s:4318/v1/logs".formatted(HOST)))
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(request))
            .build(),
        BodyHandlers.ofString());
  }

  /** 0: there is no answer yet. */
  private int statusSoon(String body) {
    try {
      return post(body).get(300, TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException late) {
      return 0;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private int probe() throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://%s:13133/".formatted(HOST))).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void withSlowSyncs_noAnswerComesBeforeTheSync() throws Exception {
    disk.hold();
    start(NOWHERE, "");
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 20; i++) {
      String id = "<slow-%d>".formatted(i);
      answers.add(
          post(id)
              .thenApply(
                  answer -> {
                    assertSynced(id);
                    return answer;
                  }));
    }
    while (!answers.stream().allMatch(CompletableFuture::isDone)) {
      int begun = disk.begunSyncs();
      disk.let(1);
      Await.until(
          "the next sync, or the last answer",
          () -> disk.begunSyncs() > begun || answers.stream().allMatch(CompletableFuture::isDone));
    }
    for (var answer : answers) assertThat(answer.join().statusCode()).isEqualTo(200);
  }

  private void assertSynced(String id) {
    try {
      assertThat(disk.hasSynced(id)).as("%s was answered before it was synced", id).isTrue();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSyncThatFailsOnce_isMadeGoodInAnotherFile_beforeTheAnswer() throws Exception {
    start(NOWHERE, "");
    assertThat(post("<first>").join().statusCode()).isEqualTo(200);
    disk.failSyncs(1);
    assertThat(post("<second>").join().statusCode()).isEqualTo(200);
    assertThat(disk.failedSyncs()).isEqualTo(1);
    assertSynced("<second>");
    assertThat(account().queued()).isEqualTo(2);
  }

  @Test
  void aDiskThatFails_isPassedBy_asLongAsTheBackendTakesData() throws Exception {
    disk.failSyncs(Integer.MAX_VALUE);
    start(backend.url(""), "");
    for (int i = 0; i < 10; i++) {
      assertThat(post("<past-%d>".formatted(i)).join().statusCode()).isEqualTo(200);
      assertThat(account().settled(Outcome.DELIVERED)).isEqualTo(i + 1);
    }
  }

  @Test
  void aDiskThatFails_withTheBackendAway_refusesTheNextAtOnce_andTakesAgainOnceItIsWell()
      throws Exception {
    start(NOWHERE, "");
    assertThat(post("<before>").join().statusCode()).isEqualTo(200);
    disk.failSyncs(Integer.MAX_VALUE);
    var doubtful = post("<doubtful>");
    Await.until("it is taken", () -> account().accepted() == 2);
    Await.until("others are refused", () -> statusSoon("<refused>") == 503);
    HttpResponse<String> refusal = post("<refused>").join();
    assertThat(refusal.statusCode()).isEqualTo(503);
    assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
    assertThat(refusal.body()).contains("its storage is full or cannot be written to");
    assertThat(doubtful).isNotDone();
    long accepted = account().accepted();

    disk.failSyncs(0);
    Await.until("it takes data again", () -> post("<after>").join().statusCode() == 200);
    assertSynced("<after>");
    assertThat(account().accepted()).isEqualTo(accepted + 1);
    // The one in memory alone is not given up in silence.
    gateway.stop(Duration.ofSeconds(1));
    assertThat(doubtful.handle((answer, cut) -> cut != null || answer.statusCode() == 504).join())
        .isTrue();
    assertThat(account().settled(Outcome.DROPPED_SHUTDOWN)).isEqualTo(account().accepted() - 2);
  }

  @Test
  void aThreadThatEnded_isSaidToProbes_andNothingMoreIsTaken() throws Exception {
    start(NOWHERE, "");
    assertThat(post("<before>").join().statusCode()).isEqualTo(200);
    assertThat(probe()).isEqualTo(200);
    disk.breakWith(new IllegalStateException("a fault of ours"));
    var last = post("<last>");
    Await.until("the probe fails", () -> is503());
    assertThat(post("<refused>").join().statusCode()).isEqualTo(503);
    assertThat(last).isNotDone();
  }

  private boolean is503() {
    try {
      return probe() == 503;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Random, so that nothing on the way makes it shorter; the number comes first. */
  private static String large(int number) {
    var text = new StringBuilder("<%03d>".formatted(number));
    for (int i = 0; text.length() < LARGE; i++) text.append(Integer.toHexString(i * 31 + number));
    return text.substring(0, LARGE);
  }

  @Test
  void aFullStorage_refusesBeforeItTakes_andNothingThatItRefusedArrives() throws Exception {
    backend.answers(request -> FakeBackend.Reply.of(503));
    start(backend.url(""), ", max_bytes: 8388608");
    var acknowledged = new ArrayList<String>();
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      String body = large(i);
      HttpResponse<String> answer = post(body).join();
      if (answer.statusCode() == 200) {
        acknowledged.add(body.substring(0, 5));
      } else {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        refused++;
      }
    }
    assertThat(acknowledged).hasSizeBetween(10, 16);
    assertThat(refused).isEqualTo(40 - acknowledged.size());
    assertThat(account().accepted()).isEqualTo(acknowledged.size());
    backendTakes();
    Await.until("all of it arrives", () -> account().queued() == 0);
    assertThat(arrived()).containsExactlyInAnyOrderElementsOf(acknowledged);
    Await.until("there is room again", () -> post("<again>").join().statusCode() == 200);
  }

  @Test
  void whenFullBlock_whatComesWaitsInMemory_andArrivesInItsOrder() throws Exception {
    backend.answers(request -> FakeBackend.Reply.of(503));
    start(backend.url(""), ", max_bytes: 8388608, when_full: block");
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 30; i++) {
      answers.add(post(large(i)));
      int all = i + 1;
      Await.until("it is taken", () -> account().accepted() == all);
    }
    assertThat(answers.stream().filter(CompletableFuture::isDone).count()).isLessThan(30);
    backendTakes();
    for (var answer : answers) assertThat(answer.join().statusCode()).isEqualTo(200);
    Await.until("all of it arrives", () -> account().queued() == 0);
    assertThat(arrived()).doesNotHaveDuplicates().hasSize(30);
  }

  @Test
  void whenFullDropOldest_everyRequestIsTaken_andTheOldestGo_counted() throws Exception {
    backend.answers(request -> FakeBackend.Reply.of(503));
    start(backend.url(""), ", max_bytes: 8388608, when_full: drop_oldest");
    for (int i = 0; i < 40; i++) {
      assertThat(post(large(i)).join().statusCode()).isEqualTo(200);
    }
    long evicted = account().settled(Outcome.DROPPED_EVICTED);
    assertThat(evicted).isBetween(20L, 34L);
    assertThat(account().queued()).isEqualTo(40 - evicted);
    backendTakes();
    Await.until("what is left arrives", () -> account().queued() == 0);
    List<String> arrived = arrived();
    assertThat(arrived).doesNotHaveDuplicates().hasSize((int) (40 - evicted)).contains("<039>");
    assertThat(account().settled(Outcome.DROPPED_EVICTED)).isEqualTo(evicted);
  }

  private void backendTakes() {
    backend.answers(
        request -> {
          taken.add(request);
          return FakeBackend.Reply.of(200);
        });
  }

  private List<String> arrived() throws Exception {
    var bodies = new ArrayList<String>();
    for (var request : taken) {
      var logs = ExportLogsServiceRequest.parseFrom(request.body().bytes());
      for (ResourceLogs resource : logs.getResourceLogsList()) {
        for (ScopeLogs scope : resource.getScopeLogsList()) {
          for (LogRecord record : scope.getLogRecordsList()) {
            bodies.add(record.getBody().getStringValue().substring(0, 5));
          }
        }
      }
    }
    return bodies;
  }
}
