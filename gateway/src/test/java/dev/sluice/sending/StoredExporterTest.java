package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Clock;
import dev.sluice.component.StartException;
import dev.sluice.data.Acknowledge;
import dev.sluice.data.Awaited;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Company;
import dev.sluice.data.Delivery;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.data.Receipt;
import dev.sluice.data.Witness;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.storage.LogSurvey;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain over a log on a real disk: what was accepted outlives the process that accepted it. */
class StoredExporterTest {
  @TempDir private Path scratch;

  private StoredExporters exporters;
  private SendingExporter exporter;

  @BeforeEach
  void begin() {
    exporters = new StoredExporters(scratch).withoutOrder();
    exporters.backend = exporters::take;
  }

  @AfterEach
  void end() {
    exporters.close();
  }

  private void start() throws Exception {
    exporter = exporters.first("a");
  }

  private void stop() {
    StoredExporters.stop(exporter, Duration.ofMillis(300));
  }

  private void restart() throws Exception {
    exporters.restart();
    start();
  }

  @Test
  void whatTheBackendTakes_isGoneFromTheDisk() throws Exception {
    start();
    for (int i = 0; i < 100; i++)
      exporter.consume(Samples.logs(exporters.branch(), "s" + i, "a", "b"));
    exporters.awaitDelivered(200);
    stop();
    assertThat(exporters.account().queued()).isZero();
    assertThat(exporters.branch().reservedBytes()).isZero();
    restart();
    assertThat(exporters.account().recovered()).isZero();
  }

  @Test
  void aBackendThatIsAway_losesNothingByARestart_andGetsAllInOrder() throws Exception {
    exporters.backend = batch -> Answer.retry("connection refused", null);
    start();
    var wanted = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      exporter.consume(Samples.logs(exporters.branch(), "s" + i, "a"));
      wanted.add("s" + i);
    }
    stop();
    assertThat(exporters.account().queued()).isEqualTo(50);
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();

    exporters.backend = exporters::take;
    restart();
    assertThat(exporters.account().recovered()).isEqualTo(50);
    exporters.awaitDelivered(50);
    assertThat(exporters.arrived).containsExactlyElementsOf(wanted);
  }

  @Test
  void memoryHoldsAWindow_ofWhatIsOnDisk() throws Exception {
    exporters.share(4000);
    exporters.backend = batch -> Answer.retry("HTTP 503", null);
    start();
    for (int i = 0; i < 200; i++) {
      // Room comes back as soon as the data is on the disk.
      Await.until("room, or an end", () -> exporters.branch().reservedBytes() < 3000);
      exporter.consume(
          Samples.logs(exporters.branch(), "s" + i, "a line of some length, to take some room"));
    }
    Await.until("room, or an end", () -> exporters.branch().reservedBytes() < 3000);
    assertThat(exporters.account().queued()).isEqualTo(200);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(200);
    for (int i = 0; i < 200; i++) assertThat(exporters.arrived.get(i)).isEqualTo("s" + i);
    Await.until("room, or an end", () -> exporters.branch().reservedBytes() == 0);
  }

  @Test
  void aMergedBatch_isStillOneAfterARestart_soThatPoisonIsFound() throws Exception {
    exporters.backend = batch -> Answer.retry("HTTP 503", null);
    start();
    var merged = new BatchBuilder(Signal.LOGS);
    for (int i = 0; i < 8; i++) {
      merged.add(Samples.logs(exporters.branch(), i == 3 ? "poison" : "good" + i, "a", "b"));
    }
    exporter.consume(merged.build(Metadata.EMPTY));
    stop();
    exporters.backend =
        batch ->
            batch.groups().stream().anyMatch(g -> g.resource().utf8().contains("poison"))
                ? Answer.refused(Outcome.REJECTED_INVALID, "HTTP 400")
                : exporters.take(batch);
    restart();
    exporters.awaitDelivered(14);
    Await.until(
        "room, or an end", () -> exporters.account().settled(Outcome.REJECTED_INVALID) == 2);
  }

  @Test
  void aFlippedBit_costsItsRecord_whichIsCounted() throws Exception {
    exporters.backend = batch -> Answer.retry("HTTP 503", null);
    start();
    for (int i = 0; i < 10; i++)
      exporter.consume(Samples.logs(exporters.branch(), "service-" + i, "a", "b"));
    stop();
    Path segment = segment();
    byte[] bytes = Files.readAllBytes(segment);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("service-4");
    bytes[at] ^= 1;
    Files.write(segment, bytes);
    exporters.backend = exporters::take;
    restart();
    exporters.awaitDelivered(18);
    Await.until("room, or an end", () -> exporters.account().settled(Outcome.DROPPED_CORRUPT) == 2);
    assertThat(exporters.arrived).hasSize(9).noneMatch(name -> name.endsWith("4"));
  }

  @Test
  void aRecordThatWasSentInPart_isNotRepeated_andKeepsItsPlace() throws Exception {
    exporters.backend =
        batch -> {
          if (batch.items() > 1) return Answer.tooLarge("HTTP 413");
          String name = batch.group(0).resource().utf8();
          return name.contains("first") && exporters.arrived.isEmpty()
              ? exporters.take(batch)
              : Answer.retry("HTTP 503", null);
        };
    start();
    exporter.consume(merged("first", "second", "third"));
    exporter.consume(merged("fourth", "fifth"));
    exporters.awaitDelivered(1);
    stop();
    long queued = exporters.account().queued();
    assertThat(queued).isEqualTo(4);
    LogSurvey survey = LogSurvey.of(exporters.directory("a"));
    assertThat(survey.openItems()).isEqualTo(4);
    assertThat(survey.openRecords()).isEqualTo(2);
    assertThat(survey.delivered()).isEqualTo(1);
    assertThat(survey.appendedItems()).isEqualTo(5);
    assertThat(survey.isDamaged()).isFalse();

    restart();
    assertThat(exporters.account().recovered()).isEqualTo(4);
    // What is left of it is cut again, and again the process ends in the middle.
    exporters.backend =
        batch -> {
          if (batch.items() > 1) return Answer.tooLarge("HTTP 413");
          return exporters.arrived.size() < 2
              ? exporters.take(batch)
              : Answer.retry("HTTP 503", null);
        };
    exporters.awaitDelivered(1);
    stop();

    exporters.backend = exporters::take;
    restart();
    assertThat(exporters.account().recovered()).isEqualTo(3);
    exporters.awaitDelivered(3);
    assertThat(exporters.arrived).containsExactly("first", "second", "third", "fourth", "fifth");
    stop();
    assertThat(files(".rest")).isEmpty();
    restart();
    assertThat(exporters.account().recovered()).isZero();
  }

  @Test
  void aSenderWhoWaitsForDelivery_hearsOfIt_thoughTheDiskAloneHadTheData() throws Exception {
    exporters.share(4000);
    exporters.backend = batch -> Answer.retry("HTTP 503", null);
    start();
    for (int i = 0; i < 60; i++) {
      Await.until("room, or an end", () -> exporters.branch().reservedBytes() < 3000);
      exporter.consume(
          Samples.logs(exporters.branch(), "s" + i, "a line of some length, to take some room"));
    }
    var told = new CountDownLatch(1);
    exporter.consume(awaited(Acknowledge.DELIVERED, told));
    assertThat(told.getCount()).isEqualTo(1);
    exporters.backend = exporters::take;
    assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(exporters.arrived).contains("awaited");
    exporters.awaitDelivered(61);
  }

  /** What left the batch processor early: the disk is waited for, and then more of its kind. */
  @Test
  void onceItsSenderHasHisAnswer_whatLeftEarlyWaitsForCompany() throws Exception {
    start();
    var stored = new CountDownLatch(3);
    var company = new Company(3, 0, Clock.SYSTEM.nanoTime() + Duration.ofHours(1).toNanos());
    var sizes = Collections.synchronizedList(new ArrayList<Integer>());
    exporters.backend =
        batch -> {
          sizes.add(batch.items());
          return exporters.take(batch);
        };
    for (int i = 0; i < 3; i++) {
      assertThat(exporters.account().settled(Outcome.DELIVERED)).isZero();
      exporter.consume(awaited(Acknowledge.PERSISTED, stored).with(company));
      long left = 2 - i;
      Await.until("the answer", () -> stored.getCount() == left);
    }
    exporters.awaitDelivered(3);
    assertThat(sizes).containsExactly(3);

    var delivered = new CountDownLatch(1);
    exporter.consume(awaited(Acknowledge.DELIVERED, delivered).with(company));
    assertThat(delivered.await(30, TimeUnit.SECONDS)).as("it is waited for").isTrue();
    assertThat(sizes).containsExactly(3, 1);
  }

  /** What is on disk alone cannot come while what is in memory waits for it. */
  @Test
  void whereTheWindowIsSmallerThanWhatIsWaitedFor_itIsSentAllTheSame() throws Exception {
    exporters.share(8_000);
    start();
    var company = new Company(10_000, 0, Clock.SYSTEM.nanoTime() + Duration.ofHours(1).toNanos());
    for (int i = 1; i <= 300; i++) {
      Await.until("room", () -> exporters.branch().reservedBytes() < 4_000);
      exporter.consume(Samples.logs(exporters.branch(), "s" + i, "a").with(company));
    }
    // Less than half of the window may go on waiting, until the end.
    Await.until("an end", () -> exporters.account().settled(Outcome.DELIVERED) > 200);
    stop();
    assertThat(exporters.account().settled(Outcome.DELIVERED)).isEqualTo(300);
  }

  private Batch awaited(Acknowledge until, CountDownLatch told) {
    Batch made = Samples.logs(StoredExporters.branch(1 << 20), "awaited", "a");
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
    Witness witness = awaited.expect(exporters.branch(), made.items(), until);
    var fan =
        new Fan(
            new Delivery[] {new Delivery(exporters.branch(), made.items(), 0, witness)}, awaited);
    ResourceGroup[] groups = made.groups().toArray(ResourceGroup[]::new);
    awaited.isWhole();
    return Batch.ofRequest(Signal.LOGS, groups, fan, Metadata.EMPTY).forBranch(0);
  }

  private Batch merged(String... names) {
    var merged = new BatchBuilder(Signal.LOGS);
    for (String name : names) merged.add(Samples.logs(exporters.branch(), name, "a"));
    return merged.build(Metadata.EMPTY);
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(scratch)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.walk(scratch)) {
      return files.filter(file -> file.toString().endsWith(".seg")).findFirst().orElseThrow();
    }
  }

  @Test
  void aDirectoryInUse_isSaidWithItsHolder() throws Exception {
    start();
    assertThatThrownBy(this::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());
  }
}
