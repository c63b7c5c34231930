package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.GatewayProcess;
import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.endtoend.Ledger;
import dev.sluice.bench.endtoend.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One gateway under test with three backends, a proxy before each, and a client for each signal.
 * The clients never send a refused number again, so that whatever arrives twice is the gateway's
 * doing. One thread.
 */
final class Rig implements AutoCloseable {
  /** How a gateway is started: before the command of a run, the configuration is written. */
  interface Command {
    List<String> with(Path config);
  }

  private static final Duration START = Duration.ofSeconds(30);

  private final Row row;
  private final Command command;
  private final boolean ours;
  private final int itemsPerSecond;
  private final Path folder;
  private final int in = GatewayProcess.freePort();
  private final int metricsPort = GatewayProcess.freePort();
  private final Map<Kind, Sink> sinks = new EnumMap<>(Kind.class);
  private final Map<Kind, FaultProxy> proxies = new EnumMap<>(Kind.class);
  private final Map<Kind, Load> loads = new EnumMap<>(Kind.class);
  private final List<Load> ended = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final List<String> figures = new ArrayList<>();
  private final StringBuilder logs = new StringBuilder();
  private long allowedRepeats;
  private boolean mayLose;
  private String extraKeys = "";
  private @Nullable Path storage;
  private @Nullable GatewayProcess gateway;

  Rig(Row row, Command command, boolean ours, int itemsPerSecond) throws IOException {
    this.row = row;
    this.command = command;
    this.ours = ours;
    this.itemsPerSecond = itemsPerSecond;
    this.folder = Files.createTempDirectory("faults-" + row.id());
    if (row.storage()) storage = folder.resolve("queue");
    for (Kind kind : Kind.values()) {
      var sink = new Sink();
      sinks.put(kind, sink);
      proxies.put(kind, new FaultProxy(sink.port()));
    }
  }

  /** Keys that all exporters are to have, as one line of YAML; before {@link #start}. */
  void configure(String keys) {
    extraKeys = keys;
  }

  /** Where the queue is to be instead of the rig's folder. */
  void storeIn(Path directory) {
    storage = directory;
  }

  Path storage() {
    if (storage == null) throw new IllegalStateException("this row has no storage");
    return storage;
  }

  boolean isOurs() {
    return ours;
  }

  Sink sink(Kind kind) {
    return java.util.Objects.requireNonNull(sinks.get(kind));
  }

  FaultProxy proxy(Kind kind) {
    return java.util.Objects.requireNonNull(proxies.get(kind));
  }

  Load load(Kind kind) {
    return java.util.Objects.requireNonNull(loads.get(kind));
  }

  GatewayProcess gateway() {
    if (gateway == null) throw new IllegalStateException("not started");
    return gateway;
  }

  int inPort() {
    return in;
  }

  /** Starts the gateway; clients are started by {@link #loadAll}. */
  void start() throws IOException, InterruptedException {
    var ports = new EnumMap<Kind, Integer>(Kind.class);
    proxies.forEach((kind, proxy) -> ports.put(kind, proxy.port()));
    var config = new RigConfig(ours, in, metricsPort, ports, storage, extraKeys);
    Path file = Files.writeString(folder.resolve("relay.yaml"), config.text());
    gateway = new GatewayProcess(command.with(file), folder.resolve("gateway.log"), metricsPort);
    gateway.awaitOpen(in, START);
  }

  /** All three signals, at the rate of the matrix. */
  void loadAll() {
    for (Kind kind : Kind.values()) {
      long from = loads.containsKey(kind) ? load(kind).sent() : 0;
      var load = new Load(kind, in, itemsPerSecond, from);
      loads.put(kind, load);
      load.start();
    }
  }

  void stopLoads() throws InterruptedException {
    for (Load load : loads.values()) {
      load.stop();
      if (!ended.contains(load)) ended.add(load);
    }
  }

  void run(double seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
  }

  /** Process death, without a warning. */
  void kill() throws IOException, InterruptedException {
    gateway().close();
    keepLog();
  }

  /** SIGTERM; returns the exit code. */
  int terminate(Duration within) throws IOException, InterruptedException {
    int code = gateway().terminate(within);
    keepLog();
    return code;
  }

  private void keepLog() throws IOException {
    logs.append(gateway().log());
  }

  String log() throws IOException {
    return logs + (gateway == null ? "" : gateway.log());
  }

  /** Waits for a condition; false if it did not come true. */
  boolean await(Duration time, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      if (condition.getAsBoolean()) return true;
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return condition.getAsBoolean();
  }

  /** Arrivals may repeat so often without breaking a promise. */
  void allowRepeats(long items) {
    allowedRepeats += items;
  }

  /** What is lost here is no broken promise, as long as the ledger says so. */
  void allowLoss() {
    mayLose = true;
  }

  void check(boolean holds, String otherwise) {
    if (!holds) broken.add(otherwise);
  }

  void figure(String text) {
    figures.add(text);
  }

  /** Ends the clients, lets the gateway drain, and checks what must hold after every row. */
  Verdict verdict(Duration drain) throws IOException, InterruptedException {
    stopLoads();
    var counts = new EnumMap<Kind, Counts>(Kind.class);
    await(drain, () -> missing() == 0);
    if (ours) await(drain, this::isQuiet);
    for (Kind kind : Kind.values()) counts.put(kind, count(kind));
    if (ours && gateway().isAlive()) checkLedger(counts);
    check(!log().contains("OutOfMemoryError"), "an OutOfMemoryError");
    return new Verdict(row, broken, figures, counts);
  }

  private long missing() {
    long missing = 0;
    for (Load load : ended) missing += load.acknowledged().missingIn(sink(load.kind()).seen());
    return missing;
  }

  private boolean isQuiet() {
    try {
      Map<String, Double> metrics = gateway().metrics();
      for (Kind kind : Kind.values()) if (Ledger.of(metrics, kind).queued() != 0) return false;
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Counts count(Kind kind) {
    Sink sink = sink(kind);
    long acknowledged = 0;
    long refused = 0;
    long unknown = 0;
    long missing = 0;
    for (Load load : ended) {
      if (load.kind() != kind) continue;
      acknowledged += load.acknowledged().count();
      refused += load.refused();
      unknown += load.unknown();
      missing += load.acknowledged().missingIn(sink.seen());
      if (ours) {
        check(
            load.refusedWithoutHint() == 0, kind.id() + ": refused without a hint when to return");
      }
    }
    if (!mayLose) check(missing == 0, "%s: %,d missing".formatted(kind.id(), missing));
    long repeats = sink.seen().repeats();
    check(
        repeats <= allowedRepeats,
        "%s: %,d arrived twice, %,d may".formatted(kind.id(), repeats, allowedRepeats));
    check(sink.unreadable() == 0, kind.id() + ": the backend could not read a request");
    return new Counts(acknowledged, refused, unknown, sink.seen().count(), missing, repeats);
  }

  private void checkLedger(Map<Kind, Counts> counts) throws IOException, InterruptedException {
    Map<String, Double> metrics = gateway().metrics();
    for (var entry : counts.entrySet()) {
      Ledger ledger = Ledger.of(metrics, entry.getKey());
      String signal = entry.getKey().id();
      check(ledger.balances(), "%s: the ledger does not balance: %s".formatted(signal, ledger));
      check(ledger.queued() == 0, "%s: not drained: %s".formatted(signal, ledger));
      long lost = entry.getValue().missing();
      check(
          lost <= ledger.rejected() + ledger.dropped(),
          "%s: %,d are missing, the ledger knows of %,d"
              .formatted(signal, lost, ledger.rejected() + ledger.dropped()));
    }
  }

  @Override
  public void close() {
    if (gateway != null) gateway.close();
    proxies.values().forEach(FaultProxy::close);
    sinks.values().forEach(Sink::close);
  }
}
