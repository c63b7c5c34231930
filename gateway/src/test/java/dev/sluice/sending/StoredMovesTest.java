package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.StartException;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.data.Outcome;
import dev.sluice.sending.storage.FaultyDisk;
import dev.sluice.sending.storage.FormerFile;
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.Fs;
import dev.sluice.sending.storage.SlowFs;
import dev.sluice.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Storage that moves: what is noted of it, and what becomes of the former place later. */
@Timeout(60)
class StoredMovesTest {
  @TempDir private Path scratch;

  /** More than come while something else happens. */
  private static final int MOST_NEWS = 50_000;

  private StoredExporters exporters;

  @BeforeEach
  void begin() {
    exporters = new StoredExporters(scratch);
  }

  @AfterEach
  void end() {
    exporters.close();
  }

  private List<FormerLog> noted(String storage) {
    try {
      return FormerFile.look(exporters.directory(storage));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void note(String storage, Path... formers) throws IOException {
    List<FormerLog> logs =
        List.of(formers).stream().map(former -> new FormerLog(former, null, 0)).toList();
    FormerFile.write(Fs.disk(), exporters.directory(storage), logs);
  }

  @Test
  void thatTheFormerPlaceGoesFirst_isOnTheDisk_beforeTheFormerExporterHandsOver() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.after(old, "b");
    assertThat(noted("b")).hasSize(1);
    FormerLog former = noted("b").get(0);
    assertThat(former.directory()).isEqualTo(exporters.directory("a").toRealPath());
    assertThat(former.isAnother()).isFalse();
    exporters.consume(fresh, 3, 5);
    StoredExporters.stop(old, Duration.ZERO);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(5);
    Await.until("it is noted no more", () -> noted("b").isEmpty());
    assertThat(exporters.isFree("a")).isTrue();
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(0, 5));
  }

  @Test
  void aPlaceThatIsNotThereAtTheStart_isSent_onceItIsThere() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    exporters.consume(exporters.move(old, "b"), 3, 5);
    exporters.restart();
    Files.move(scratch.resolve("a"), scratch.resolve("away"));
    exporters.backend = exporters::take;
    SendingExporter fresh = exporters.first("b");
    exporters.awaitDelivered(2);
    assertThat(exporters.account().recovered()).isEqualTo(2);
    exporters.consume(fresh, 5, 7);
    exporters.awaitDelivered(4);
    Files.move(scratch.resolve("away"), scratch.resolve("a"));
    exporters.awaitDelivered(7);
    assertThat(exporters.account().recovered()).isEqualTo(5);
    assertThat(exporters.arrived).containsExactlyInAnyOrder(StoredExporters.names(0, 7));
    Await.until("it is noted no more", () -> noted("b").isEmpty());
  }

  @Test
  void aPlaceThatSomebodyElseHas_isSent_onceItIsFree() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    exporters.consume(exporters.move(old, "b"), 3, 5);
    exporters.restart();
    exporters.backend = exporters::take;
    try (StoredLogs other = StoredLogs.open(scratch.resolve("a"), "fake")) {
      exporters.first("b");
      exporters.awaitDelivered(2);
      assertThat(exporters.account().queued()).isZero();
    }
    exporters.awaitDelivered(5);
    assertThat(exporters.account().recovered()).isEqualTo(5);
  }

  @Test
  void aPlaceInWhichAnotherLogIsNow_isLeftAlone() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    exporters.consume(exporters.move(old, "b"), 3, 5);
    exporters.restart();
    Files.move(scratch.resolve("a"), scratch.resolve("away"));
    StoredLogs.write(scratch.resolve("a"), "fake", "another");
    exporters.backend = exporters::take;
    exporters.first("b");
    exporters.awaitDelivered(2);
    exporters.restart();
    assertThat(exporters.onDisk("a")).isEqualTo(1);
    assertThat(noted("b")).hasSize(1);
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(3, 5));
  }

  @Test
  void aNoteThatLeadsElsewhere_isNotFollowed() throws Exception {
    StoredLogs.write(scratch.resolve("a"), "loki", "of another exporter");
    Path theirs = scratch.resolve("a/loki/logs");
    SendingExporter first = exporters.first("b");
    exporters.consume(first, 0, 2);
    exporters.restart();
    note("b", theirs);
    exporters.backend = exporters::take;
    SendingExporter again = exporters.first("b");
    exporters.awaitDelivered(2);
    assertThat(exporters.account().recovered()).isEqualTo(2);
    // No move is made that would rely on it.
    SendingExporter other = exporters.move(again, "c");
    assertThatThrownBy(() -> exporters.after(other, "b"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("cannot note there which place is to be emptied first")
        .hasMessageContaining("names %s, which is no place of this exporter".formatted(theirs));
    exporters.restart();
    assertThat(Files.exists(theirs.resolve("LOCK"))).isTrue();
    assertThat(noted("b")).hasSize(1);
  }

  @Test
  void aNoteOfItself_isForgotten() throws Exception {
    SendingExporter first = exporters.first("b");
    exporters.consume(first, 0, 2);
    exporters.restart();
    note("b", exporters.directory("b").toRealPath());
    exporters.backend = exporters::take;
    exporters.first("b");
    exporters.awaitDelivered(2);
    Await.until("it is forgotten", () -> noted("b").isEmpty());
  }

  @Test
  void aPlaceOfItsOwnThatCannotBeOpenedInItsTurn_isTriedAgain() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.after(old, "a");
    disk.fail();
    StoredExporters.stop(old, Duration.ZERO);
    exporters.consume(fresh, 3, 4);
    assertThat(exporters.account().queued()).isEqualTo(4);
    disk.goOn();
    Await.until("it is open", () -> !exporters.isFree("a"));
    Await.until("what comes is written there", () -> written(fresh));
    exporters.backend = exporters::take;
    exporters.awaitDelivered(exporters.account().accepted());
    assertThat(exporters.account().recovered()).isZero();
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();
  }

  private int next = 10;

  private boolean written(SendingExporter exporter) {
    exporters.consume(exporter, next, next + 1);
    next++;
    try {
      return exporters.onDisk("a") > 3;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFormerPlaceThatCannotBeOpenedInItsTurn_isTriedAgain() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.after(old, null);
    disk.fail();
    StoredExporters.stop(old, Duration.ZERO);
    exporters.backend = exporters::take;
    exporters.consume(fresh, 3, 5);
    exporters.awaitDelivered(2);
    assertThat(exporters.account().queued()).isEqualTo(3);
    disk.goOn();
    exporters.awaitDelivered(5);
    assertThat(exporters.account().recovered()).isZero();
    Await.until("it is given back", () -> exporters.isFree("a"));
  }

  @Test
  void aNewPlaceInWhichNothingCanBeNoted_isNotTaken() throws Exception {
    var disk = new FaultyDisk();
    exporters.disk("b", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    disk.failSyncs(1);
    assertThatThrownBy(() -> exporters.after(old, "b"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("cannot note there which place is to be emptied first");
    exporters.consume(old, 3, 5);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(5);
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(0, 5));
    assertThat(exporters.isFree("b")).isTrue();
    assertThat(noted("b")).isEmpty();
  }

  @Test
  void aNewDiskThatIsFullAtOnce_refuses_andTheOldOneIsEmptied() throws Exception {
    exporters.bounds("b", 1 << 30, Long.MAX_VALUE / 4, WhenFull.REFUSE);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.move(old, "b");
    assertThat(exporters.branch().tryReserve(100)).isFalse();
    assertThat(exporters.branch().bound().storageFreeBytes()).isZero();
    exporters.backend = exporters::take;
    exporters.awaitDelivered(3);
    Await.until("the old place is given back", () -> exporters.isFree("a"));
    // It can be left again.
    exporters.consume(exporters.move(fresh, "c"), 3, 5);
    exporters.awaitDelivered(5);
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(0, 5));
  }

  @Test
  void whatWaitsInMemory_isNotLost_whereTheNewDiskIsFullAtOnce() throws Exception {
    exporters.bounds("b", 1 << 30, Long.MAX_VALUE / 4, WhenFull.REFUSE);
    SendingExporter old = exporters.first(null);
    exporters.consume(old, 0, 5);
    exporters.move(old, "b");
    assertThat(exporters.account().queued()).isEqualTo(5);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(5);
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(0, 5));
  }

  @Test
  void ofTwoLogsThatDropTheirOldest_eachDropsItsOwn_andTheRestGoesInOrder() throws Exception {
    int bytes = 100_000;
    exporters.bounds("a", 4 << 20, 0, WhenFull.DROP_OLDEST);
    exporters.bounds("b", 4 << 20, 0, WhenFull.DROP_OLDEST);
    SendingExporter old = exporters.first("a");
    exporters.consumeLarge(old, 0, 80, bytes);
    Await.until("all is on the disk", () -> exporters.account().queued() == onDisk("a"));
    long dropped = exporters.account().settled(Outcome.DROPPED_EVICTED);
    assertThat(dropped).isPositive();
    SendingExporter fresh = exporters.move(old, "b");
    exporters.consumeLarge(fresh, 80, 160, bytes);
    long inOld = onDisk("a");
    Await.until("all is on the disk", () -> exporters.account().queued() == inOld + onDisk("b"));
    assertThat(inOld).isEqualTo(80 - dropped);
    exporters.backend = exporters::take;
    Await.until("all is sent", () -> exporters.account().queued() == 0);
    long droppedOfBoth = exporters.account().settled(Outcome.DROPPED_EVICTED);
    assertThat(droppedOfBoth).isGreaterThan(dropped);
    assertThat(exporters.arrived).hasSize((int) (160 - droppedOfBoth));
    List<Integer> numbers = exporters.arrived.stream().map(StoredMovesTest::number).toList();
    int ofOld = (int) inOld;
    // What was under way when others were dropped stands at the end of its log.
    assertThat(numbers.subList(0, ofOld)).allMatch(n -> n < 80).doesNotHaveDuplicates();
    assertThat(numbers.subList(ofOld, numbers.size())).isSorted().contains(159);
  }

  private static int number(String name) {
    return Integer.parseInt(name.replaceAll("[^0-9]", ""));
  }

  /** Less than 0: it changes just now. */
  private long onDisk(String storage) {
    try {
      return exporters.onDisk(storage);
    } catch (IOException atWork) {
      return -1;
    }
  }

  @Test
  void aQueueThatIsSwitchedOff_andOnAgain_hasWhatIsOnDisk() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter without = exporters.after(old, null, new QueueConfig(false, 1, 1000));
    StoredExporters.stop(old, Duration.ZERO);
    exporters.consume(without, 3, 4);
    SendingExporter again = exporters.move(without, "a");
    exporters.consume(again, 4, 6);
    assertThat(exporters.account().queued()).isEqualTo(6);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(6);
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(0, 6));
    assertThat(exporters.account().recovered()).isZero();
  }

  @Test
  void howeverMuchIsNew_anOldLogIsEmptied_whereOrderDoesNotCount() throws Exception {
    exporters.withoutOrder();
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 20);
    SendingExporter fresh = exporters.after(old, null, new QueueConfig(true, 1, 4));
    StoredExporters.stop(old, Duration.ZERO);
    exporters.consume(fresh, 100, 108);
    var news = new AtomicInteger(108);
    exporters.backend =
        batch -> {
          Answer answer = exporters.take(batch);
          boolean isNew = number(exporters.arrived.get(exporters.arrived.size() - 1)) >= 100;
          int next = news.get();
          // As much comes as goes, and more than the queue is to hold is always there.
          if (isNew && next < MOST_NEWS) exporters.consume(fresh, next, news.incrementAndGet());
          return answer;
        };
    Await.until("all that is old is sent", () -> exporters.arrived.containsAll(old(20)));
    assertThat(news.getAndSet(MOST_NEWS)).isLessThan(MOST_NEWS);
    Await.until("all is sent", () -> exporters.account().queued() == 0);
  }

  private static List<String> old(int count) {
    return List.of(StoredExporters.names(0, count));
  }

  @Test
  void ofAnExporterThatIsGone_nothingIsShownButWhatItCounted() throws Exception {
    SendingExporter only = exporters.first("a");
    exporters.consume(only, 0, 2);
    only.dismiss();
    StoredExporters.stop(only, Duration.ZERO);
    assertThat(exporters.shows("otelcol_exporter_queue_size")).isFalse();
    assertThat(exporters.shows("sluice_storage_items")).isFalse();
    assertThat(exporters.shows("sluice_storage_failing")).isFalse();
    assertThat(exporters.shows("otelcol_exporter_sent_log_records")).isTrue();
    assertThat(exporters.shows("sluice_storage_corrupt_records_total")).isTrue();
    // It comes back while it is not done.
    SendingExporter again = exporters.after(only, "a");
    assertThat(exporters.shows("sluice_storage_items")).isTrue();
    exporters.backend = exporters::take;
    exporters.consume(again, 2, 3);
    exporters.awaitDelivered(3);
    // The successor's are its own.
    SendingExporter last = exporters.move(again, "a");
    assertThat(exporters.shows("sluice_storage_items")).isTrue();
    assertThat(exporters.shows("otelcol_exporter_queue_size")).isTrue();
    exporters.move(last, null);
    Await.until("no storage is shown", () -> !exporters.shows("sluice_storage_items"));
    assertThat(exporters.shows("otelcol_exporter_queue_size")).isTrue();
  }
}
