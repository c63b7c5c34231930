package dev.sluice.sending;

import static dev.sluice.sending.StoredExporters.names;
import static dev.sluice.sending.StoredExporters.stop;
import static dev.sluice.sending.StoredExporters.stopping;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.sending.storage.SlowFs;
import dev.sluice.testkit.Await;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Exporters that come in each other's place, where what waits is on disk. */
@Timeout(60)
class StoredSuccessionTest {
  @TempDir private Path scratch;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private StoredExporters exporters;

  @BeforeEach
  void begin() {
    exporters = new StoredExporters(scratch);
  }

  @AfterEach
  void end() {
    held.countDown();
    exporters.close();
  }

  /** A backend that answers when it likes, and to nobody who interrupts it. */
  private Answer hold(Batch batch) {
    asked.countDown();
    while (true) {
      try {
        held.await();
        return Answer.retry("HTTP 503", null);
      } catch (InterruptedException ignored) {
        // The worst that there is.
      }
    }
  }

  @Test
  void asMuchThatIsNewAsTheQueueMayHold_doesNotKeepTheOldLogFromBeingSent() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 5);
    SendingExporter fresh = exporters.after(old, null, new QueueConfig(true, 1, 2));
    stop(old, Duration.ZERO);
    exporters.consume(fresh, 5, 8);
    exporters.backend = exporters::take;
    Await.until("all is sent", () -> exporters.account().settled(Outcome.DELIVERED) == 8);
    assertThat(exporters.arrived).containsExactly(names(0, 8));
  }

  @Test
  void anExporterThatIsStoppedTwice_passesItsTurnOnlyWhenItsFilesAreClosed() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.backend = this::hold;
    exporters.consume(old, 0, 3);
    // Without a push under way a stop might be over before the disk hangs.
    asked.await();
    SendingExporter fresh = exporters.after(old, "a");
    // As a shutdown that follows at once upon a reload.
    Thread one = stopping(old, Duration.ofSeconds(20));
    Thread two = stopping(old, Duration.ofSeconds(20));
    disk.hang();
    held.countDown();
    Await.until("it closes", disk::isAwaited);
    Await.until("the other one waits, or has ended", () -> waitsOrEnded(one) && waitsOrEnded(two));
    disk.goOn();
    one.join();
    two.join();
    exporters.consume(fresh, 3, 5);
    stop(fresh, Duration.ZERO);
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(exporters.onDisk("a")).isEqualTo(5);
    assertThat(exporters.account().queued()).isEqualTo(5);
  }

  private static boolean waitsOrEnded(Thread thread) {
    return switch (thread.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> true;
      case NEW, RUNNABLE -> false;
    };
  }

  @Test
  void aStopWhileThePredecessorHangs_leavesOnDiskWhatWaitedForIt() throws Exception {
    SendingExporter old = exporters.first(null);
    exporters.backend = this::hold;
    exporters.consume(old, 0, 1);
    SendingExporter fresh = exporters.after(old, "b");
    exporters.consume(fresh, 1, 4);
    stop(fresh, Duration.ofMillis(100));
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(exporters.onDisk("b")).isEqualTo(3);
    held.countDown();
    stop(old, Duration.ofSeconds(10));
    // It came when all was closed.
    assertThat(exporters.account().settled(Outcome.DROPPED_SHUTDOWN)).isEqualTo(1);
  }

  @Test
  void whatAPredecessorHasUnderWayAtAStop_isOnTheSuccessorsDisk() throws Exception {
    exporters.whenAborted(held::countDown);
    SendingExporter old = exporters.first(null);
    exporters.backend = this::hold;
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.after(old, "b");
    exporters.consume(fresh, 3, 5);
    Thread two = stopping(fresh, Duration.ofMillis(100));
    Thread one = stopping(old, Duration.ofMillis(300));
    one.join();
    two.join();
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(exporters.onDisk("b")).isEqualTo(5);
  }

  @Test
  void aLogThatIsJustEmptied_isClosed_beforeTheNextOneOpensIt() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 1);
    SendingExporter second = exporters.after(old, null);
    exporters.backend =
        batch -> {
          disk.hang();
          return exporters.take(batch);
        };
    stop(old, Duration.ZERO);
    Await.until("it closes the log", disk::isAwaited);
    exporters.backend = batch -> Answer.retry("HTTP 503", null);
    SendingExporter third = exporters.after(second, "a");
    Thread end = stopping(second, Duration.ZERO);
    exporters.consume(third, 1, 4);
    Await.until("it waits, or has ended", () -> waitsOrEnded(end));
    disk.goOn();
    end.join();
    stop(third, Duration.ZERO);
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(exporters.onDisk("a")).isEqualTo(3);
  }

  @Test
  void aDirectoryThatCannotBeOpenedAgain_isNotForgotten() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter second = exporters.after(old, "a");
    disk.fail();
    stop(old, Duration.ZERO);
    assertThat(exporters.account().queued()).isEqualTo(3);
    exporters.consume(second, 3, 4);
    disk.goOn();
    SendingExporter third = exporters.after(second, "b");
    stop(second, Duration.ZERO);
    exporters.backend = exporters::take;
    exporters.consume(third, 4, 5);
    Await.until("all is sent", () -> exporters.account().queued() == 0);
    assertThat(exporters.arrived).containsExactlyInAnyOrder(names(0, 5));
    assertThat(exporters.account().recovered()).isZero();
    assertThat(exporters.onDisk("a")).isZero();
  }

  @Test
  void whatStaysOfAnExporterThatIsTakenAway_isSaid_forTheFirstOneToo() throws Exception {
    var told = new ListAppender<ILoggingEvent>();
    told.start();
    Logger log = (Logger) LoggerFactory.getLogger(SendingExporter.class);
    log.addAppender(told);
    try {
      SendingExporter only = exporters.first("a");
      exporters.consume(only, 0, 3);
      only.dismiss();
      stop(only, Duration.ZERO);
    } finally {
      log.detachAppender(told);
    }
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.contains("3 log records stay in " + exporters.directory("a")))
        .hasSize(1);
  }

  @Test
  void anExporterThatHasEnded_isNotKeptByThoseThatComeAfterIt() throws Exception {
    SendingExporter last = exporters.first("a");
    exporters.consume(last, 0, 3);
    var first = new WeakReference<>(last);
    for (int i = 0; i < 3; i++) {
      SendingExporter before = last;
      last = exporters.move(before, "a");
      exporters.forget(before);
    }
    Await.until(
        "it is gone",
        () -> {
          System.gc();
          return first.get() == null;
        });
    exporters.backend = exporters::take;
    exporters.awaitDelivered(3);
  }

  @Test
  void whatStaysOnDisk_takesRoomOfTheBranchOnce_howeverOftenTheExporterIsReplaced()
      throws Exception {
    exporters.share(24_000);
    SendingExporter last = exporters.first("a");
    exporters.consume(last, 0, 60);
    for (int i = 0; i < 5; i++) last = exporters.move(last, "a");
    Await.until("it has read what it may", () -> exporters.branch().reservedBytes() > 10_000);
    assertThat(exporters.branch().reservedBytes()).isLessThan(13_000);
    exporters.consume(last, 60, 62);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(62);
    Await.until("all is given back", () -> exporters.branch().reservedBytes() == 0);
    assertThat(exporters.arrived).containsExactly(names(0, 62));
  }
}
