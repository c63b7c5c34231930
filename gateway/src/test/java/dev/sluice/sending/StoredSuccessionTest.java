package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.component.Storage;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.storage.Fs;
import dev.sluice.sending.storage.LogSurvey;
import dev.sluice.sending.storage.SlowFs;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exporters that come in each other's place, where what waits is on disk. */
@Timeout(60)
class StoredSuccessionTest {
  @TempDir private Path scratch;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Settings settings = TestSettings.of("fake", Clock.SYSTEM, timer);
  private final Branch branch = Samples.branch("fake", Signal.LOGS);
  private final List<String> arrived = Collections.synchronizedList(new ArrayList<>());
  private final List<SendingExporter> started = new ArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile boolean hearsAbort;
  private volatile Function<Batch, Answer> backend = batch -> Answer.retry("HTTP 503", null);

  /** In order, as one stream of samples is sent. */
  private final class InOrder implements Push {
    @Override
    public int maxUnderWay() {
      return 1;
    }

    @Override
    public Answer push(Batch batch) {
      return backend.apply(batch);
    }

    @Override
    public void abort() {
      if (hearsAbort) held.countDown();
    }
  }

  private Answer take(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      String resource = batch.group(i).resource().utf8();
      arrived.add(resource.replaceAll("(?s).*service\\.name", "").replaceAll("[^a-z0-9-]", ""));
    }
    return Answer.delivered();
  }

  /** A backend that answers when it likes, and to nobody who interrupts it. */
  private Answer hold() {
    while (true) {
      try {
        held.await();
        return Answer.retry("HTTP 503", null);
      } catch (InterruptedException ignored) {
        // The worst that there is.
      }
    }
  }

  /**
   * @param storage the name of its directory; null: it has none
   */
  private SendingExporter exporter(@Nullable String storage, long queueSize) throws IOException {
    ComponentId id = null;
    if (storage != null) {
      id = ComponentId.parse("file_storage/" + storage);
      Path directory = Files.createDirectories(scratch.resolve(storage));
      settings
          .shared()
          .put(
              Storage.class,
              id.toString(),
              new Storage(directory, true, 1 << 30, 0, WhenFull.REFUSE));
    }
    var queue = new QueueConfig(true, 1, queueSize, Sizer.REQUESTS, null, null, id);
    var retry = new RetryConfig(true, Duration.ofMillis(1), 0, 1, Duration.ofMillis(1), null);
    return new SendingExporter(new InOrder(), branch, queue, retry, settings);
  }

  private SendingExporter first(@Nullable String storage) throws Exception {
    SendingExporter first = exporter(storage, 1000);
    first.start();
    started.add(first);
    return first;
  }

  private SendingExporter after(SendingExporter old, @Nullable String storage, long queueSize)
      throws Exception {
    SendingExporter fresh = exporter(storage, queueSize);
    fresh.startAfter(old);
    started.add(fresh);
    old.handOverTo(fresh);
    return fresh;
  }

  private void consume(SendingExporter exporter, int from, int to) {
    for (int i = from; i < to; i++) exporter.consume(Samples.logs(branch, "s" + i, "a"));
  }

  private static void stop(SendingExporter exporter, Duration time) {
    exporter.stop(Deadline.in(time, Clock.SYSTEM));
  }

  private static Thread stopping(SendingExporter exporter, Duration time) {
    var thread = new Thread(() -> stop(exporter, time));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static String[] names(int from, int to) {
    var names = new ArrayList<String>();
    for (int i = from; i < to; i++) names.add("s" + i);
    return names.toArray(String[]::new);
  }

  private long onDisk(String storage) throws IOException {
    Path directory = StoredQueue.directory(scratch.resolve(storage), "fake", Signal.LOGS);
    return LogSurvey.glance(directory).openItems();
  }

  @AfterEach
  void theLedgerBalances() {
    held.countDown();
    started.forEach(exporter -> stop(exporter, Duration.ofMillis(100)));
    timer.shutdown();
    Account account = branch.account();
    assertThat(account.accepted() + account.recovered())
        .isEqualTo(
            account.settled(Outcome.Kind.DELIVERED)
                + account.settled(Outcome.Kind.REJECTED)
                + account.settled(Outcome.Kind.DROPPED)
                + account.queued());
  }

  @Test
  void asMuchThatIsNewAsTheQueueMayHold_doesNotKeepTheOldLogFromBeingSent() throws Exception {
    SendingExporter old = first("a");
    consume(old, 0, 5);
    SendingExporter fresh = after(old, null, 2);
    stop(old, Duration.ZERO);
    consume(fresh, 5, 8);
    backend = this::take;
    Await.until("all is sent", () -> branch.account().settled(Outcome.DELIVERED) == 8);
    assertThat(arrived).containsExactly(names(0, 8));
  }

  @Test
  void anExporterThatIsStoppedTwice_passesItsTurnOnlyWhenItsFilesAreClosed() throws Exception {
    var disk = new SlowFs();
    settings.shared().put(Fs.class, "file_storage/a", disk);
    SendingExporter old = first("a");
    backend = batch -> hold();
    consume(old, 0, 3);
    SendingExporter fresh = after(old, "a", 1000);
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
    consume(fresh, 3, 5);
    stop(fresh, Duration.ZERO);
    assertThat(branch.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(onDisk("a")).isEqualTo(5);
    assertThat(branch.account().queued()).isEqualTo(5);
  }

  private static boolean waitsOrEnded(Thread thread) {
    return switch (thread.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> true;
      case NEW, RUNNABLE -> false;
    };
  }

  @Test
  void aStopWhileThePredecessorHangs_leavesOnDiskWhatWaitedForIt() throws Exception {
    SendingExporter old = first(null);
    backend = batch -> hold();
    consume(old, 0, 1);
    SendingExporter fresh = after(old, "b", 1000);
    consume(fresh, 1, 4);
    stop(fresh, Duration.ofMillis(100));
    assertThat(branch.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(onDisk("b")).isEqualTo(3);
    held.countDown();
    stop(old, Duration.ofSeconds(10));
    // It came when all was closed.
    assertThat(branch.account().settled(Outcome.DROPPED_SHUTDOWN)).isEqualTo(1);
  }

  @Test
  void whatAPredecessorHasUnderWayAtAStop_isOnTheSuccessorsDisk() throws Exception {
    hearsAbort = true;
    SendingExporter old = first(null);
    backend = batch -> hold();
    consume(old, 0, 3);
    SendingExporter fresh = after(old, "b", 1000);
    consume(fresh, 3, 5);
    Thread two = stopping(fresh, Duration.ofMillis(100));
    Thread one = stopping(old, Duration.ofMillis(300));
    one.join();
    two.join();
    assertThat(branch.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(onDisk("b")).isEqualTo(5);
  }

  @Test
  void aLogThatIsJustEmptied_isClosed_beforeTheNextOneOpensIt() throws Exception {
    var disk = new SlowFs();
    settings.shared().put(Fs.class, "file_storage/a", disk);
    SendingExporter old = first("a");
    consume(old, 0, 1);
    SendingExporter second = after(old, null, 1000);
    backend =
        batch -> {
          disk.hang();
          return take(batch);
        };
    stop(old, Duration.ZERO);
    Await.until("it closes the log", disk::isAwaited);
    backend = batch -> Answer.retry("HTTP 503", null);
    SendingExporter third = after(second, "a", 1000);
    Thread end = stopping(second, Duration.ZERO);
    consume(third, 1, 4);
    Await.until("it waits, or has ended", () -> waitsOrEnded(end));
    disk.goOn();
    end.join();
    stop(third, Duration.ZERO);
    assertThat(branch.account().settled(Outcome.Kind.DROPPED)).isZero();
    assertThat(onDisk("a")).isEqualTo(3);
  }

  @Test
  void aDirectoryThatCannotBeOpenedAgain_isNotForgotten() throws Exception {
    var disk = new SlowFs();
    settings.shared().put(Fs.class, "file_storage/a", disk);
    SendingExporter old = first("a");
    consume(old, 0, 3);
    SendingExporter second = after(old, "a", 1000);
    disk.fail();
    stop(old, Duration.ZERO);
    assertThat(branch.account().queued()).isEqualTo(3);
    consume(second, 3, 4);
    disk.goOn();
    SendingExporter third = after(second, "b", 1000);
    stop(second, Duration.ZERO);
    backend = this::take;
    consume(third, 4, 5);
    Await.until("all is sent", () -> branch.account().queued() == 0);
    assertThat(arrived).containsExactlyInAnyOrder(names(0, 5));
    assertThat(branch.account().recovered()).isZero();
    assertThat(onDisk("a")).isZero();
  }
}
