package dev.sluice.sending;

import static dev.sluice.sending.StoredExporters.names;
import static dev.sluice.sending.StoredExporters.stop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import dev.sluice.data.Company;
import dev.sluice.data.Outcome;
import dev.sluice.sending.storage.FaultyDisk;
import dev.sluice.sending.storage.SlowFs;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes before what, where a storage has moved and its disks do not do as they should. */
@Timeout(60)
class StoredOrderTest {
  /** Of which the window of a log has some twenty small records. */
  private static final long SMALL_SHARE = 24_000;

  @TempDir private Path scratch;

  private StoredExporters exporters;

  @BeforeEach
  void begin() {
    exporters = new StoredExporters(scratch);
  }

  @AfterEach
  void end() {
    exporters.close();
  }

  @Test
  void whatTheNewDiskDoesNotTake_waits_untilTheFormerPlaceIsEmpty() throws Exception {
    var disk = new FaultyDisk();
    exporters.disk("b", disk);
    exporters.share(SMALL_SHARE);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 60);
    SendingExporter fresh = exporters.move(old, "b");
    Batch first = Samples.logs(exporters.branch(), "s60", "a");
    Batch second = Samples.logs(exporters.branch(), "s61", "a");
    disk.failSyncs(Integer.MAX_VALUE);
    fresh.consume(first);
    fresh.consume(second);
    Await.until("it was tried again", () -> disk.failedSyncs() > 3);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(62);
    assertThat(exporters.arrived).containsExactly(names(0, 62));
  }

  @Test
  void whereOrderDoesNotCount_whatTheNewDiskDoesNotTake_goesAtOnce() throws Exception {
    var disk = new FaultyDisk();
    exporters.withoutOrder().disk("b", disk);
    exporters.share(SMALL_SHARE);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 60);
    SendingExporter fresh = exporters.move(old, "b");
    Batch news = Samples.logs(exporters.branch(), "s60", "a");
    disk.failSyncs(Integer.MAX_VALUE);
    fresh.consume(news);
    Await.until("it waits for nothing", () -> exporters.branch().bound().storageFreeBytes() == 0);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(61);
    assertThat(exporters.arrived.indexOf("s60")).isLessThan(60);
  }

  @Test
  void aPlaceOfItsOwnThatOpensLate_saysWhatWentBeforeTheFormerOne() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter second = exporters.move(old, "b");
    exporters.consume(second, 3, 5);
    SendingExporter third = exporters.after(second, "a");
    disk.fail();
    stop(second, Duration.ZERO);
    disk.goOn();
    Await.until("it is open", () -> exporters.branch().bound().storageFreeBytes() < Long.MAX_VALUE);
    exporters.consume(third, 5, 7);
    exporters.restart();
    exporters.backend = exporters::take;
    exporters.first("a");
    exporters.awaitDelivered(7);
    assertThat(exporters.arrived).containsExactly(names(0, 7));
  }

  @Test
  void aPlaceInWhichAllHadEndedAtAKill_doesNotHoldUpTheFormerOne() throws Exception {
    exporters.backend = exporters::take;
    SendingExporter first = exporters.first("c");
    exporters.consume(first, 0, 3);
    exporters.awaitDelivered(3);
    Await.until("the disk knows", () -> open("c") == 0);
    exporters.copy("c", "b");
    exporters.restart();
    exporters.backend = batch -> Answer.retry("HTTP 503", null);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 3, 6);
    exporters.move(old, "b");
    exporters.backend = exporters::take;
    exporters.awaitDelivered(3);
    assertThat(exporters.arrived).containsExactly(names(0, 6));
  }

  /** Less than 0: it changes just now. */
  private long open(String storage) {
    try {
      return exporters.onDisk(storage);
    } catch (IOException atWork) {
      return -1;
    }
  }

  @Test
  void whatIsReadOfAFormerPlace_isJoinedAsWhatIsNew() throws Exception {
    exporters.withoutOrder().share(SMALL_SHARE);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 100);
    SendingExporter fresh = exporters.after(old, "b");
    var company = new Company(5, 0, Clock.SYSTEM.nanoTime());
    fresh.consume(Samples.logs(exporters.branch(), "s100", "a").with(company));
    var pushes = new AtomicInteger();
    exporters.backend =
        batch -> {
          pushes.incrementAndGet();
          return exporters.take(batch);
        };
    stop(old, Duration.ZERO);
    exporters.awaitDelivered(101);
    assertThat(pushes.get()).isLessThan(90);
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();
  }
}
