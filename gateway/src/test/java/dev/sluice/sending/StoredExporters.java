package dev.sluice.sending;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Ledger;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.storage.Fs;
import dev.sluice.sending.storage.LogSurvey;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Balance;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Exporters of logs in one process, with storages on a real disk, whose backend answers as a test
 * says. Closing it stops all and looks at the ledger.
 */
final class StoredExporters implements AutoCloseable {
  private static final long SHARE = 64L << 20;

  /** What the backend has, by the services' names. */
  final List<String> arrived = Collections.synchronizedList(new ArrayList<>());

  /** What it says to a push. */
  volatile Function<Batch, Answer> backend = batch -> Answer.retry("HTTP 503", null);

  private final Path scratch;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<SendingExporter> started = new ArrayList<>();
  private final Map<String, Storage> storages = new HashMap<>();
  private Settings settings;
  private Branch branch;
  private boolean keepsOrder = true;
  private Runnable abort = () -> {};

  StoredExporters(Path scratch) {
    this.scratch = scratch;
    this.settings = TestSettings.of("fake", Clock.SYSTEM, timer);
    this.branch = branch(SHARE);
  }

  /** Not in this process' ledger. */
  static Branch branch(long bytes) {
    return new Branch(new Ledger().account("fake", Signal.LOGS), bytes);
  }

  private final class Sending implements Push {
    private final boolean inOrder = keepsOrder;

    @Override
    public int maxUnderWay() {
      return inOrder ? 1 : Integer.MAX_VALUE;
    }

    @Override
    public Answer push(Batch batch) {
      return backend.apply(batch);
    }

    @Override
    public void abort() {
      abort.run();
    }
  }

  /** Exporters that are made from now on have lanes in which anything may overtake. */
  StoredExporters withoutOrder() {
    keepsOrder = false;
    return this;
  }

  /** What is done where a push under way is to end. */
  void whenAborted(Runnable task) {
    abort = task;
  }

  /** The share of the memory of whoever is made from now on. */
  void share(long bytes) {
    branch = branch(bytes);
  }

  /** The storage of that name is on that disk. */
  void disk(String storage, Fs fs) {
    settings.shared().put(Fs.class, "file_storage/" + storage, fs);
  }

  /** The storage of that name has these bounds from now on. */
  void bounds(String storage, long maxBytes, long minFree, WhenFull whenFull) {
    storages.put(storage, new Storage(scratch.resolve(storage), true, maxBytes, minFree, whenFull));
  }

  /** Takes everything. */
  Answer take(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      String resource = batch.group(i).resource().utf8();
      arrived.add(resource.replaceAll("(?s).*service\\.name", "").replaceAll("[^a-z0-9-]", ""));
    }
    return Answer.delivered();
  }

  /** Whether that metric is shown. */
  boolean shows(String metric) {
    return settings.instruments().registry().find(metric).meter() != null;
  }

  Branch branch() {
    return branch;
  }

  Account account() {
    return branch.account();
  }

  /** The exporter's directory in that storage. */
  Path directory(String storage) {
    return StoredQueue.directory(scratch.resolve(storage), "fake", Signal.LOGS);
  }

  long onDisk(String storage) throws IOException {
    return LogSurvey.glance(directory(storage)).openItems();
  }

  boolean isFree(String storage) {
    try {
      return LogSurvey.glance(directory(storage)).holder() == null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * @param storage the name of its directory; null: it has none
   */
  private SendingExporter exporter(@Nullable String storage, QueueConfig queue) throws IOException {
    ComponentId id = null;
    if (storage != null) {
      id = ComponentId.parse("file_storage/" + storage);
      Files.createDirectories(scratch.resolve(storage));
      if (!storages.containsKey(storage)) bounds(storage, 1 << 30, 0, WhenFull.REFUSE);
      settings.shared().put(Storage.class, id.toString(), storages.get(storage));
    }
    var stored =
        new QueueConfig(
            queue.enabled(), 1, queue.queueSize(), queue.sizer(), queue.gather(), null, id);
    var retry = new RetryConfig(true, Duration.ofMillis(1), 0, 1, Duration.ofMillis(1), null);
    return new SendingExporter(new Sending(), branch, stored, retry, settings);
  }

  /** The first of this process. */
  SendingExporter first(@Nullable String storage) throws IOException, StartException {
    SendingExporter first = exporter(storage, QueueConfig.DEFAULT);
    first.start();
    started.add(first);
    return first;
  }

  /** One that comes in the place of another, which is not stopped yet. */
  SendingExporter after(SendingExporter old, @Nullable String storage)
      throws IOException, StartException {
    return after(old, storage, QueueConfig.DEFAULT);
  }

  SendingExporter after(SendingExporter old, @Nullable String storage, QueueConfig queue)
      throws IOException, StartException {
    SendingExporter fresh = exporter(storage, queue);
    try {
      fresh.startAfter(old);
    } catch (StartException e) {
      // As a reload that comes to nothing.
      fresh.handOverTo(old);
      stop(fresh, Duration.ZERO);
      throw e;
    }
    started.add(fresh);
    old.handOverTo(fresh);
    return fresh;
  }

  /** As a reload whose predecessor has nothing under way. */
  SendingExporter move(SendingExporter old, @Nullable String storage)
      throws IOException, StartException {
    SendingExporter fresh = after(old, storage);
    stop(old, Duration.ZERO);
    return fresh;
  }

  /** This process ends, in order; what comes is another one. */
  void restart() {
    started.forEach(exporter -> stop(exporter, Duration.ofMillis(100)));
    balances();
    started.clear();
    settings = TestSettings.of("fake", Clock.SYSTEM, timer);
    branch = branch(branch.capacityBytes());
  }

  /** It has ended, and nobody here has anything to do with it any more. */
  void forget(SendingExporter exporter) {
    started.remove(exporter);
  }

  /** As if the process were killed now: the storage's files as they are, in another place. */
  void copy(String storage, String to) throws IOException {
    Path from = scratch.resolve(storage);
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.toList();
    }
    for (Path file : files) {
      if (!file.endsWith("LOCK"))
        Files.copy(file, scratch.resolve(to).resolve(from.relativize(file)));
    }
  }

  /** A log record for each number. */
  void consume(SendingExporter exporter, int from, int to) {
    for (int i = from; i < to; i++) exporter.consume(Samples.logs(branch, "s" + i, "a"));
  }

  /** A log record of so many bytes for each number, as fast as there is room. */
  void consumeLarge(SendingExporter exporter, int from, int to, int bytes) {
    String body = "x".repeat(bytes);
    for (int i = from; i < to; i++) {
      Await.until("room", () -> branch.reservedBytes() < branch.capacityBytes() / 2);
      exporter.consume(Samples.logs(branch, "s" + i, body));
    }
  }

  static String[] names(int from, int to) {
    var names = new ArrayList<String>();
    for (int i = from; i < to; i++) names.add("s" + i);
    return names.toArray(String[]::new);
  }

  static void stop(SendingExporter exporter, Duration time) {
    exporter.stop(Deadline.in(time, Clock.SYSTEM));
  }

  static Thread stopping(SendingExporter exporter, Duration time) {
    var thread = new Thread(() -> stop(exporter, time));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  void awaitDelivered(long items) {
    Await.until("all is sent", () -> account().settled(Outcome.DELIVERED) == items);
  }

  void balances() {
    Balance.holds(account());
  }

  @Override
  public void close() {
    started.forEach(exporter -> stop(exporter, Duration.ofMillis(100)));
    timer.shutdown();
    balances();
  }
}
