package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Account;
import dev.sluice.data.Acknowledge;
import dev.sluice.data.Awaited;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Branch;
import dev.sluice.data.Company;
import dev.sluice.data.Delivery;
import dev.sluice.data.Fan;
import dev.sluice.data.Ledger;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.data.Receipt;
import dev.sluice.data.Witness;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.storage.LogSurvey;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain over a log on a real disk: what was accepted outlives the process that accepted it. */
class StoredExporterTest {
  @TempDir Path directory;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<String> arrived = Collections.synchronizedList(new ArrayList<>());
  private volatile Function<Batch, Answer> backend = this::take;
  private Branch branch = branch(64L << 20);
  private SendingExporter exporter;

  private static Branch branch(long bytes) {
    return new Branch(new Ledger().account("fake", Signal.LOGS), bytes);
  }

  private Answer take(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      String resource = batch.group(i).resource().utf8();
      arrived.add(resource.replaceAll("(?s).*service\\.name", "").replaceAll("[^a-z0-9-]", ""));
    }
    return Answer.delivered();
  }

  private void start() throws StartException {
    start(1 << 30);
  }

  private void start(long maxBytes) throws StartException {
    Settings settings = TestSettings.of("fake", Clock.SYSTEM, timer);
    settings
        .shared()
        .get(
            Storage.class,
            "file_storage",
            () -> new Storage(directory, true, maxBytes, 0, WhenFull.REFUSE));
    var queue =
        new QueueConfig(
            true, 1, 1000, Sizer.REQUESTS, null, null, ComponentId.parse("file_storage"));
    var retry = new RetryConfig(true, Duration.ofMillis(1), 0, 1, Duration.ofMillis(1), null);
    exporter = new SendingExporter(batch -> backend.apply(batch), branch, queue, retry, settings);
    exporter.start();
  }

  private void stop() {
    exporter.stop(Deadline.in(Duration.ofMillis(300), Clock.SYSTEM));
  }

  private void restart() throws StartException {
    branch = branch(branch.capacityBytes());
    start();
  }

  @AfterEach
  void theLedgerBalances() {
    stop();
    timer.shutdown();
    Account account = branch.account();
    assertThat(account.accepted() + account.recovered())
        .isEqualTo(
            account.settled(Outcome.Kind.DELIVERED)
                + account.settled(Outcome.Kind.REJECTED)
                + account.settled(Outcome.Kind.DROPPED)
                + account.queued());
  }

  private void awaitDelivered(long items) {
    Await.until("room, or an end", () -> branch.account().settled(Outcome.DELIVERED) == items);
  }

  @Test
  void whatTheBackendTakes_isGoneFromTheDisk() throws Exception {
    start();
    for (int i = 0; i < 100; i++) exporter.consume(Samples.logs(branch, "s" + i, "a", "b"));
    awaitDelivered(200);
    stop();
    assertThat(branch.account().queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
    restart();
    assertThat(branch.account().recovered()).isZero();
  }

  @Test
  void aBackendThatIsAway_losesNothingByARestart_andGetsAllInOrder() throws Exception {
    backend = batch -> Answer.retry("connection refused", null);
    start();
    var wanted = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      exporter.consume(Samples.logs(branch, "s" + i, "a"));
      wanted.add("s" + i);
    }
    stop();
    assertThat(branch.account().queued()).isEqualTo(50);
    assertThat(branch.account().settled(Outcome.Kind.DROPPED)).isZero();

    backend = this::take;
    restart();
    assertThat(branch.account().recovered()).isEqualTo(50);
    awaitDelivered(50);
    assertThat(arrived).containsExactlyElementsOf(wanted);
  }

  @Test
  void memoryHoldsAWindow_ofWhatIsOnDisk() throws Exception {
    branch = branch(4000);
    backend = batch -> Answer.retry("HTTP 503", null);
    start();
    for (int i = 0; i < 200; i++) {
      // Room comes back as soon as the data is on the disk.
      Await.until("room, or an end", () -> branch.reservedBytes() < 3000);
      exporter.consume(Samples.logs(branch, "s" + i, "a line of some length, to take some room"));
    }
    Await.until("room, or an end", () -> branch.reservedBytes() < 3000);
    assertThat(branch.account().queued()).isEqualTo(200);
    backend = this::take;
    awaitDelivered(200);
    for (int i = 0; i < 200; i++) assertThat(arrived.get(i)).isEqualTo("s" + i);
    Await.until("room, or an end", () -> branch.reservedBytes() == 0);
  }

  @Test
  void aMergedBatch_isStillOneAfterARestart_soThatPoisonIsFound() throws Exception {
    backend = batch -> Answer.retry("HTTP 503", null);
    start();
    var merged = new BatchBuilder(Signal.LOGS);
    for (int i = 0; i < 8; i++) {
      merged.add(Samples.logs(branch, i == 3 ? "poison" : "good" + i, "a", "b"));
    }
    exporter.consume(merged.build(Metadata.EMPTY));
    stop();
    backend =
        batch ->
            batch.groups().stream().anyMatch(g -> g.resource().utf8().contains("poison"))
                ? Answer.refused(Outcome.REJECTED_INVALID, "HTTP 400")
                : take(batch);
    restart();
    awaitDelivered(14);
    Await.until("room, or an end", () -> branch.account().settled(Outcome.REJECTED_INVALID) == 2);
  }

  @Test
  void aFlippedBit_costsItsRecord_whichIsCounted() throws Exception {
    backend = batch -> Answer.retry("HTTP 503", null);
    start();
    for (int i = 0; i < 10; i++) exporter.consume(Samples.logs(branch, "service-" + i, "a", "b"));
    stop();
    Path segment = segment();
    byte[] bytes = Files.readAllBytes(segment);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("service-4");
    bytes[at] ^= 1;
    Files.write(segment, bytes);
    backend = this::take;
    restart();
    awaitDelivered(18);
    Await.until("room, or an end", () -> branch.account().settled(Outcome.DROPPED_CORRUPT) == 2);
    assertThat(arrived).hasSize(9).noneMatch(name -> name.endsWith("4"));
  }

  @Test
  void aRecordThatWasSentInPart_isNotRepeated_andKeepsItsPlace() throws Exception {
    backend =
        batch -> {
          if (batch.items() > 1) return Answer.tooLarge("HTTP 413");
          String name = batch.group(0).resource().utf8();
          return name.contains("first") && arrived.isEmpty()
              ? take(batch)
              : Answer.retry("HTTP 503", null);
        };
    start();
    exporter.consume(merged("first", "second", "third"));
    exporter.consume(merged("fourth", "fifth"));
    awaitDelivered(1);
    stop();
    long queued = branch.account().queued();
    assertThat(queued).isEqualTo(4);
    LogSurvey survey = LogSurvey.of(StoredQueue.directory(directory, "fake", Signal.LOGS));
    assertThat(survey.openItems()).isEqualTo(4);
    assertThat(survey.openRecords()).isEqualTo(2);
    assertThat(survey.delivered()).isEqualTo(1);
    assertThat(survey.appendedItems()).isEqualTo(5);
    assertThat(survey.isDamaged()).isFalse();

    restart();
    assertThat(branch.account().recovered()).isEqualTo(4);
    // What is left of it is cut again, and again the process ends in the middle.
    backend =
        batch -> {
          if (batch.items() > 1) return Answer.tooLarge("HTTP 413");
          return arrived.size() < 2 ? take(batch) : Answer.retry("HTTP 503", null);
        };
    awaitDelivered(1);
    stop();

    backend = this::take;
    restart();
    assertThat(branch.account().recovered()).isEqualTo(3);
    awaitDelivered(3);
    assertThat(arrived).containsExactly("first", "second", "third", "fourth", "fifth");
    stop();
    assertThat(files(".rest")).isEmpty();
    restart();
    assertThat(branch.account().recovered()).isZero();
  }

  @Test
  void aSenderWhoWaitsForDelivery_hearsOfIt_thoughTheDiskAloneHadTheData() throws Exception {
    branch = branch(4000);
    backend = batch -> Answer.retry("HTTP 503", null);
    start();
    for (int i = 0; i < 60; i++) {
      Await.until("room, or an end", () -> branch.reservedBytes() < 3000);
      exporter.consume(Samples.logs(branch, "s" + i, "a line of some length, to take some room"));
    }
    var told = new CountDownLatch(1);
    exporter.consume(awaited(Acknowledge.DELIVERED, told));
    assertThat(told.getCount()).isEqualTo(1);
    backend = this::take;
    assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(arrived).contains("awaited");
    awaitDelivered(61);
  }

  /** What left the batch processor early: the disk is waited for, and then more of its kind. */
  @Test
  void onceItsSenderHasHisAnswer_whatLeftEarlyWaitsForCompany() throws Exception {
    start();
    var stored = new CountDownLatch(3);
    var company = new Company(3, 0, Clock.SYSTEM.nanoTime() + Duration.ofHours(1).toNanos());
    var sizes = Collections.synchronizedList(new ArrayList<Integer>());
    backend =
        batch -> {
          sizes.add(batch.items());
          return take(batch);
        };
    for (int i = 0; i < 3; i++) {
      assertThat(branch.account().settled(Outcome.DELIVERED)).isZero();
      exporter.consume(awaited(Acknowledge.PERSISTED, stored).with(company));
      long left = 2 - i;
      Await.until("the answer", () -> stored.getCount() == left);
    }
    awaitDelivered(3);
    assertThat(sizes).containsExactly(3);

    var delivered = new CountDownLatch(1);
    exporter.consume(awaited(Acknowledge.DELIVERED, delivered).with(company));
    assertThat(delivered.await(30, TimeUnit.SECONDS)).as("it is waited for").isTrue();
    assertThat(sizes).containsExactly(3, 1);
  }

  /** What is on disk alone cannot come while what is in memory waits for it. */
  @Test
  void whereTheWindowIsSmallerThanWhatIsWaitedFor_itIsSentAllTheSame() throws Exception {
    branch = branch(8_000);
    start();
    var company = new Company(10_000, 0, Clock.SYSTEM.nanoTime() + Duration.ofHours(1).toNanos());
    for (int i = 1; i <= 300; i++) {
      Await.until("room", () -> branch.reservedBytes() < 4_000);
      exporter.consume(Samples.logs(branch, "s" + i, "a").with(company));
    }
    // Less than half of the window may go on waiting, until the end.
    Await.until("an end", () -> branch.account().settled(Outcome.DELIVERED) > 200);
    stop();
    assertThat(branch.account().settled(Outcome.DELIVERED)).isEqualTo(300);
  }

  private Batch awaited(Acknowledge until, CountDownLatch told) {
    Batch made = Samples.logs(branch(1 << 20), "awaited", "a");
    var awaited =
        new Awaited(
            new Receipt() {
              @Override
              public void taken() {
                told.countDown();
              }

              @Override
              public void takenInPart(int lost, String why) {}

              @Override
              public void late(String why) {}
            });
    Witness witness = awaited.expect(branch, made.items(), until);
    var fan = new Fan(new Delivery[] {new Delivery(branch, made.items(), 0, witness)}, awaited);
    ResourceGroup[] groups = made.groups().toArray(ResourceGroup[]::new);
    awaited.isWhole();
    return Batch.ofRequest(Signal.LOGS, groups, fan, Metadata.EMPTY).forBranch(0);
  }

  private Batch merged(String... names) {
    var merged = new BatchBuilder(Signal.LOGS);
    for (String name : names) merged.add(Samples.logs(branch, name, "a"));
    return merged.build(Metadata.EMPTY);
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".seg")).findFirst().orElseThrow();
    }
  }

  @Test
  void aDirectoryInUse_isSaidWithItsHolder() throws Exception {
    start();
    SendingExporter first = exporter;
    assertThatThrownBy(this::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());
    exporter = first;
  }
}
