package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.request;
import static dev.sluice.exporter.loki.Logs.resource;
import static dev.sluice.exporter.loki.Logs.string;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.component.Settings;
import dev.sluice.config.Sections;
import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.net.FakeBackend;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import dev.sluice.telemetry.Instruments;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole exporter over a real socket, against a Loki with limits. */
class LokiExporterTest {
  private static final String QUICK =
      "retry_on_failure: {initial_interval: 20ms, max_interval: 50ms}\n";

  private final Branch branch = Samples.branch("loki", Signal.LOGS);
  private final Account account = branch.account();
  private ScheduledExecutorService timer;
  private FakeLoki loki;
  private Exporter exporter;
  private Instruments instruments;

  @BeforeEach
  void start() throws Exception {
    timer = Executors.newSingleThreadScheduledExecutor();
    loki = new FakeLoki();
    exporter = exporter("");
  }

  private Exporter exporter(String yaml) throws Exception {
    var factory = new LokiExporterFactory();
    var config = factory.read(Sections.parse("endpoint: " + loki.url() + "\n" + QUICK + yaml));
    Settings settings = TestSettings.of("loki", Clock.SYSTEM, timer);
    instruments = settings.instruments();
    return factory.create(config, settings, branch);
  }

  @AfterEach
  void theLedgerBalances_andNothingStaysReserved() throws Exception {
    exporter.stop(Deadline.in(Duration.ZERO, Clock.SYSTEM));
    timer.shutdownNow();
    loki.close();
    assertThat(account.queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
  }

  @Test
  void aBatch_isOnePost_ofASnappyBlock() {
    consume(request(resource(kv("service.name", "shop")), log().setBody(string("hello"))));
    awaitSettled(1);
    FakeBackend.Received post = loki.requests().get(0);
    assertThat(post.line()).isEqualTo("POST /loki/api/v1/push HTTP/1.1");
    assertThat(post.headers())
        .containsEntry("content-type", "application/x-protobuf")
        .containsKey("content-length")
        .doesNotContainKeys("content-encoding", "x-scope-orgid");
    assertThat(loki.storedStreams("fake")).containsExactly("{exporter=\"OTLP\", job=\"shop\"}");
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void everyTenant_hasItsOwnPost_andItsOwnFate() {
    loki.takeDown("down");
    consume(ofTenants("a", "down", "a", "b"));
    Await.until("a and b", () -> account.settled(Outcome.DELIVERED) == 3);
    assertThat(loki.storedLines("a")).isEqualTo(2);
    assertThat(loki.storedLines("b")).isEqualTo(1);
    assertThat(account.queued()).isEqualTo(1);
    consume(ofTenants("a"));
    Await.until(
        "a again", () -> loki.storedLines("a") == 2 && account.settled(Outcome.DELIVERED) == 4);
  }

  @Test
  void tenantsThatOnlyTheLogsName_areAskedAbout_eachOnce_andNotWithoutEnd() {
    consume(ofTenants("red", "blue", "red"));
    consume(ofTenants("blue"));
    awaitSettled(4);
    Await.until("both were asked about", () -> loki.asked().size() == 2);
    consume(ofTenants(IntStream.range(0, 100).mapToObj(i -> "t" + i).toArray(String[]::new)));
    awaitSettled(104);
    Await.until("the first were asked about", () -> loki.asked().size() == 64);
    assertThat(loki.asked().stream().map(one -> one.headers().get("x-scope-orgid")).distinct())
        .hasSize(64)
        .contains("red", "blue");
  }

  @Test
  void moreTenantsThanPartsAreWorth_eachGetTheirOwnLines() {
    String[] names = IntStream.range(0, 300).mapToObj(i -> "t" + i).toArray(String[]::new);
    consume(ofTenants(names));
    awaitSettled(300);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(300);
    for (String name : names) assertThat(loki.storedLines(name)).isEqualTo(1);
  }

  /** Pairs that were not sent, and not as often as that was tried. */
  @Test
  void whatMetadataIsTooMuch_countsOnce_howeverOftenItIsSent() throws Exception {
    exporter.stop(Deadline.in(Duration.ZERO, Clock.SYSTEM));
    exporter = exporter("structured_metadata: all\n");
    var many = new KeyValue[140];
    for (int i = 0; i < many.length; i++) many[i] = kv("k" + i, "v");
    loki.willAnswer("503 ingesters are restarting");
    loki.willAnswer("503 ingesters are restarting");
    consume(request(resource(), log(many)));
    awaitSettled(1);
    var leftOut = instruments.count("sluice_loki_metadata_left_out_total", "exporter", "loki");
    assertThat(leftOut.sum()).isEqualTo(12);
  }

  @Test
  void aConfiguredHeader_winsOverTheTenant() throws Exception {
    exporter.stop(Deadline.in(Duration.ZERO, Clock.SYSTEM));
    exporter = exporter("headers: {X-Scope-OrgID: fixed}\n");
    consume(ofTenants("a"));
    awaitSettled(1);
    assertThat(loki.storedLines("fixed")).isEqualTo(1);
  }

  @Test
  void aBusyLoki_isAskedAgain_untilItHasEverything() {
    loki.willAnswer("503 ingesters are restarting");
    loki.willAnswer("500 rpc error: code = Unavailable");
    loki.willAnswer("429 too many outstanding requests");
    consume(request(resource(), log(), log().setBody(string("x"))));
    awaitSettled(2);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(2);
    assertThat(loki.requests()).hasSize(4);
  }

  /** 603 lines, 6.3 MB: one push of it would never pass a burst of 6 MiB. */
  @Test
  void aBatchLargerThanTheBurst_isStoredWhole_inPushesThatPass() {
    loki.limitRate(1 << 20, 6 << 20);
    consume(large(603, 10_400));
    awaitSettled(603);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(603);
    assertThat(loki.storedLines("fake")).isEqualTo(603);
    assertThat(loki.plainSizes()).allMatch(size -> size <= 1 << 20);
  }

  @Test
  void aBurstSmallerThanAPush_isLearned() {
    loki.limitRate(100_000, 150_000);
    consume(large(100, 10_000));
    awaitSettled(100);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(100);
    assertThat(loki.storedLines("fake")).isEqualTo(100);
  }

  @Test
  void aStreamOverTheLimit_waitsAlone_andArrivesWhenTheLimitIsRaised() {
    consume(ofServices("a", "b"));
    awaitSettled(2);
    loki.limitStreams(2);
    consume(ofServices("a", "b", "c", "a", "d", "b"));
    Await.until("the streams that fit", () -> account.settled(Outcome.DELIVERED) == 6);
    consume(ofServices("a", "b"));
    Await.until("more of them", () -> account.settled(Outcome.DELIVERED) == 8);
    assertThat(account.queued()).isEqualTo(2);
    assertThat(loki.storedStreams("fake")).hasSize(2);

    loki.limitStreams(10);
    awaitSettled(10);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(10);
    assertThat(loki.storedStreams("fake")).hasSize(4);
  }

  @Test
  void aStreamOverTheLimit_isNotLost_thoughLokiTellsOfTheLastStreamAlone() {
    loki.limitStreams(2);
    consume(ofServices("a"));
    awaitSettled(1);
    consume(ofServices("b"));
    awaitSettled(2);
    consume(ofServices("c", "a", "d", "b"));
    Await.until("the streams that fit", () -> account.settled(Outcome.DELIVERED) == 4);
    assertThat(account.queued()).isEqualTo(2);
    loki.limitStreams(4);
    awaitSettled(6);
    assertThat(loki.storedStreams("fake")).hasSize(4);
  }

  @Test
  void aStreamOverTheLimit_isNotLost_whereLokiHadTheOthersBeforeWeCame() throws Exception {
    consume(ofServices("a", "b"));
    awaitSettled(2);
    exporter.stop(Deadline.in(Duration.ZERO, Clock.SYSTEM));
    exporter = exporter("");
    loki.limitStreams(2);
    consume(ofServices("c", "a", "d", "b", "a"));
    Await.until("the streams that fit", () -> account.settled(Outcome.DELIVERED) == 5);
    assertThat(account.queued()).isEqualTo(2);
    loki.limitStreams(4);
    awaitSettled(7);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(7);
    assertThat(loki.storedStreams("fake")).hasSize(4);
    assertThat(loki.storedLines("fake")).isEqualTo(7);
  }

  @Test
  void manyStreamsThatAreNew_areEachTheLastOfAPushOnce_andThenGoTogether() {
    String[] services = IntStream.range(0, 300).mapToObj(i -> "s" + i).toArray(String[]::new);
    consume(ofServices(services));
    awaitSettled(300);
    assertThat(loki.storedStreams("fake")).hasSize(300);
    int before = loki.requests().size();
    assertThat(before).isBetween(300, 310);
    consume(ofServices(services));
    awaitSettled(600);
    assertThat(loki.requests().size() - before).isLessThan(20);
  }

  @Test
  void aBatchOfAStreamOverTheLimit_holdsNobodyUp_andWhatFollowsOfItWaitsInOrder() {
    loki.limitStreams(1);
    consume(ofServices("a"));
    awaitSettled(1);
    consume(ofServices("c"));
    int before = loki.requests().size();
    Await.until("a second refusal", () -> loki.requests().size() > before + 1);
    consume(ofServices("c", "a"));
    Await.until("what has a stream", () -> account.settled(Outcome.DELIVERED) == 2);
    assertThat(account.queued()).isEqualTo(2);
    loki.limitStreams(2);
    awaitSettled(4);
    assertThat(loki.storedStreams("fake")).hasSize(2);
  }

  @Test
  void aLokiThatTakesNoStructuredMetadata_getsTheLinesWithout() throws Exception {
    exporter.stop(Deadline.in(Duration.ZERO, Clock.SYSTEM));
    exporter = exporter("structured_metadata: [thread.id]\n");
    consume(request(resource(), log(kv("thread.id", "7")), log()));
    awaitSettled(2);
    assertThat(loki.storedMetadata("fake")).containsExactly("7");
    loki.willAnswer(
        "400 1 errors like: stream '{}' includes structured metadata, but this feature is disallowed. Please see");
    consume(request(resource(), log(kv("thread.id", "8")).setTimeUnixNano(9)));
    awaitSettled(3);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(3);
    assertThat(loki.storedMetadata("fake")).containsExactly("7");
    assertThat(loki.requests()).hasSize(3);
  }

  @Test
  void linesThatLokiRejects_areCounted_andNothingIsSentAgain() {
    loki.limitLine(100);
    consume(
        request(
            resource(),
            log().setBody(string("short")),
            log().setBody(string("x".repeat(200))),
            log().setBody(string("y".repeat(200)))));
    awaitSettled(3);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
    assertThat(account.settled(Outcome.REJECTED_TOO_LARGE)).isEqualTo(2);
    assertThat(loki.requests()).hasSize(1);
  }

  @Test
  void recordsWithoutALine_areCounted_andTheOthersSent() {
    consume(request(resource(), log().setBody(Logs.number(Double.NaN)), log()));
    awaitSettled(2);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
    assertThat(account.settled(Outcome.DROPPED_UNTRANSLATABLE)).isEqualTo(1);

    consume(request(resource(), log().setBody(Logs.number(Double.NaN))));
    consume(ofTenants("no\nheader"));
    awaitSettled(4);
    assertThat(account.settled(Outcome.DROPPED_UNTRANSLATABLE)).isEqualTo(3);
    assertThat(loki.requests()).hasSize(1);
  }

  @Test
  void blockedIngestion_keepsTheLogs() {
    loki.willAnswer("260 ingestion blocked for user fake");
    consume(request(resource(), log()));
    awaitSettled(1);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
    assertThat(loki.requests()).hasSize(2);
  }

  private void awaitSettled(int items) {
    Await.until(items + " settled", () -> account.accepted() - account.queued() == items);
  }

  private void consume(ExportLogsServiceRequest logs) {
    Scanned scanned = OtlpScan.scan(Signal.LOGS, logs.toByteArray(), ScanLimits.DEFAULT);
    long bytes = logs.getSerializedSize();
    assertThat(branch.tryReserve(bytes)).isTrue();
    var fan = new Fan(List.of(branch), scanned.items(), bytes);
    Batch batch = Batch.ofRequest(Signal.LOGS, scanned.groups(), fan, Metadata.EMPTY);
    exporter.consume(batch.forBranch(0));
  }

  /** A record for each tenant. */
  private static ExportLogsServiceRequest ofTenants(String... tenants) {
    var logs = new LogRecord.Builder[tenants.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] =
          log(kv("loki.tenant", "who"), kv("who", tenants[i]))
              .setBody(string("line " + i))
              .setTimeUnixNano(1 + i);
    }
    return request(resource(), logs);
  }

  /** A record for each service, all of one resource. */
  private static ExportLogsServiceRequest ofServices(String... services) {
    var logs = new LogRecord.Builder[services.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] =
          log(kv("loki.attribute.labels", "svc"), kv("svc", services[i])).setTimeUnixNano(1 + i);
    }
    return request(resource(), logs);
  }

  private static ExportLogsServiceRequest large(int lines, int bytesPerLine) {
    var random = new SplittableRandom(1);
    var logs = new LogRecord.Builder[lines];
    for (int i = 0; i < lines; i++) {
      var text = new StringBuilder();
      while (text.length() < bytesPerLine) text.append(Long.toHexString(random.nextLong()));
      logs[i] = log().setTimeUnixNano(1 + i).setBody(string(text.substring(0, bytesPerLine)));
    }
    return request(resource(kv("service.name", "big")), logs);
  }
}
