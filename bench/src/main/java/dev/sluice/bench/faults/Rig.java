package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.GatewayProcess;
import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.endtoend.Ledger;
import dev.sluice.bench.endtoend.Load;
import dev.sluice.bench.endtoend.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One gateway under test with three backends, a proxy before each, and a client for each signal.
 * The clients never send a refused number again, so that whatever arrives twice is the gateway's
 * doing. One thread.
 */
final class Rig implements AutoCloseable {
  /** How a gateway is started: before the command of a run, the configuration is written. */
  interface Command {
    List<String> with(Path config) throws IOException;
  }

  /** Something to clear. */
  interface Last {
    void run() throws Exception;
  }

  private static final Duration START = Duration.ofSeconds(60);

  /** As configured. */
  private static final int CONSUMERS = 4;

  private final Row row;
  private final Command command;
  private final boolean ours;
  private final int itemsPerSecond;
  private final Timeline times;
  private final Path folder;
  private final int in = Ports.next();
  private final int metricsPort = Ports.next();
  private final Map<Kind, Sink> sinks = new EnumMap<>(Kind.class);
  private final Map<Kind, FaultProxy> proxies = new EnumMap<>(Kind.class);
  private final Map<Kind, Load> loads = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> next = new EnumMap<>(Kind.class);
  private final List<Load> all = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final List<String> figures = new ArrayList<>();
  private final StringBuilder logs = new StringBuilder();
  private final Books books = new Books();
  private final Map<Kind, Integer> windows = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> destroyed = new EnumMap<>(Kind.class);
  private final List<Last> atEnd = new ArrayList<>();
  private long faults;
  private boolean mayLose;
  private boolean mayCutOff;
  private @Nullable Duration drain;
  private RigConfig config;
  private @Nullable GatewayProcess gateway;

  Rig(Row row, Command command, boolean ours, int itemsPerSecond) throws IOException {
    this.row = row;
    this.command = command;
    this.ours = ours;
    this.itemsPerSecond = itemsPerSecond;
    this.times = Timeline.at(itemsPerSecond);
    this.folder = Files.createTempDirectory("faults-" + row.id());
    var ports = new EnumMap<Kind, Integer>(Kind.class);
    for (Kind kind : Kind.values()) {
      var sink = new Sink(times);
      sinks.put(kind, sink);
      var proxy = new FaultProxy(sink.port());
      proxies.put(kind, proxy);
      ports.put(kind, proxy.port());
    }
    config =
        new RigConfig(
            ours,
            in,
            metricsPort,
            ports,
            row.storage() ? folder.resolve("queue") : null,
            "",
            "20s",
            "");
  }

  /** What the gateway is configured with, from its next start or reload on. */
  RigConfig config() {
    return config;
  }

  void configure(RigConfig changed) {
    config = changed;
  }

  Path storage() {
    return Objects.requireNonNull(config.storage(), "this row has no storage");
  }

  Path folder() {
    return folder;
  }

  boolean isOurs() {
    return ours;
  }

  int itemsPerSecond() {
    return itemsPerSecond;
  }

  Sink sink(Kind kind) {
    return Objects.requireNonNull(sinks.get(kind));
  }

  FaultProxy proxy(Kind kind) {
    return Objects.requireNonNull(proxies.get(kind));
  }

  Load load(Kind kind) {
    return Objects.requireNonNull(loads.get(kind));
  }

  GatewayProcess gateway() {
    if (gateway == null) throw new IllegalStateException("not started");
    return gateway;
  }

  /** Starts the gateway; clients are started by {@link #loadAll}. */
  void start() throws IOException, InterruptedException {
    start(List.of());
  }

  /** The same under another command, which must become the gateway itself. */
  void start(List<String> under) throws IOException, InterruptedException {
    var words = new ArrayList<>(under);
    words.addAll(command.with(write(config.text())));
    gateway = new GatewayProcess(words, folder.resolve("gateway.log"), metricsPort);
    gateway.awaitOpen(in, START);
  }

  /** False: it ended before it was ready. */
  boolean startsUnder(List<String> under) throws IOException, InterruptedException {
    try {
      start(under);
      return true;
    } catch (IOException e) {
      if (gateway().isAlive()) throw e;
      keepLog();
      return false;
    }
  }

  /** Changes the configuration's file, and tells the gateway. */
  void reload(String text) throws IOException, InterruptedException {
    write(text);
    new ProcessBuilder("kill", "-HUP", Long.toString(gateway().pid())).start().waitFor();
    faults++;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("relay.yaml"), text);
  }

  /** All three signals, at the rate of the matrix. */
  void loadAll() {
    for (Kind kind : Kind.values()) load(kind, itemsPerSecond, 2, 1);
  }

  /** One signal from so many clients, with requests of so many hundreds of items. */
  void load(Kind kind, int rate, int clients, int parts) {
    var load = new Load(kind, in, rate, clients, parts, next.getOrDefault(kind, 0L), times);
    loads.put(kind, load);
    all.add(load);
    load.start();
  }

  void stopLoads() throws InterruptedException {
    for (Load load : loads.values()) {
      load.stop();
      next.put(load.kind(), load.sent());
    }
  }

  void run(double seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
  }

  /** Process death, without a warning. */
  void kill() throws IOException, InterruptedException {
    gateway().kill();
    faults++;
    books.tear();
    keepLog();
  }

  /** It died of what was done to it. */
  void died() {
    faults++;
    books.tear();
  }

  /** SIGTERM; returns the exit code. */
  int terminate(Duration within) throws IOException, InterruptedException {
    var recovered = new EnumMap<Kind, Long>(Kind.class);
    if (ours) {
      Map<String, Double> metrics = gateway().metrics();
      for (Kind kind : Kind.values()) recovered.put(kind, Ledger.of(metrics, kind).recovered());
    }
    int code = gateway().terminate(within);
    faults++;
    if (ours) books.addLastWord(gateway().log(), recovered);
    keepLog();
    return code;
  }

  private void keepLog() throws IOException {
    logs.append(gateway().log());
    gateway = null;
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

  /** Something was done to the gateway beside its sockets and its process. */
  void happened() {
    faults++;
  }

  /**
   * What was on its way to these backends may arrive twice, so many times: a consumer has one
   * request under way.
   */
  void allowWindow(int events, Kind... kinds) {
    for (Kind kind : kinds) windows.merge(kind, events, Integer::sum);
  }

  /** So many items were destroyed: these are missing in the end, and the ledger says so. */
  void destroyed(Kind kind, long items) {
    destroyed.merge(kind, items, Long::sum);
    faults++;
  }

  /** Items that have to be missing. */
  long lost(Kind kind) {
    return sink(kind).leftOut() + destroyed.getOrDefault(kind, 0L);
  }

  /** Done when the row is over and the gateway gone. */
  void atEnd(Last last) {
    atEnd.add(last);
  }

  /** How long it may take until all is delivered; unwritten, as long as in every row. */
  void drainWithin(Duration time) {
    drain = time;
  }

  /** What is lost here is no broken promise, as long as the ledger says so. */
  void allowLoss() {
    mayLose = true;
  }

  /** Clients are cut off in this row, which is an answer without a hint. */
  void allowNoHint() {
    mayCutOff = true;
  }

  void check(boolean holds, String otherwise) {
    if (!holds) broken.add(otherwise);
  }

  void figure(String text) {
    figures.add(text);
  }

  /** Acknowledged items of a signal that have not arrived yet. */
  long missing(Kind kind) {
    long missing = 0;
    for (Load load : all) {
      if (load.kind() == kind) missing += load.acknowledged().missingIn(sink(kind).seen());
    }
    return missing;
  }

  /** Ends the clients, lets the gateway drain, and checks what must hold after every row. */
  Verdict verdict(Duration usual) throws IOException, InterruptedException {
    stopLoads();
    if (gateway != null) {
      Duration drain = this.drain == null ? usual : this.drain;
      await(drain, this::hasArrived);
      if (ours) await(drain, this::isQuiet);
      if (ours && gateway.isAlive()) books.add(gateway.metrics());
    }
    var counts = new EnumMap<Kind, Counts>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, count(kind));
      check(kind, count(kind));
    }
    check(happenedAtAll(), "the fault did not happen");
    check(!log().contains("OutOfMemoryError"), "an OutOfMemoryError");
    return new Verdict(row, true, List.copyOf(broken), List.copyOf(figures), counts);
  }

  private boolean hasArrived() {
    for (Kind kind : Kind.values()) if (missing(kind) > lost(kind)) return false;
    return true;
  }

  private boolean happenedAtAll() {
    long sum = faults;
    for (Sink sink : sinks.values()) sum += sink.faults();
    for (FaultProxy proxy : proxies.values()) sum += proxy.faults();
    return sum > 0;
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
    var counts = new Counts(0, 0, 0, sink.seen().count(), missing(kind), sink.seen().repeats());
    for (Load load : all) {
      if (load.kind() != kind) continue;
      counts =
          counts.plus(
              new Counts(load.acknowledged().count(), load.refused(), load.unknown(), 0, 0, 0));
    }
    return counts;
  }

  private void check(Kind kind, Counts counts) {
    Sink sink = sink(kind);
    var found = new ArrayList<String>();
    long leftOut = lost(kind);
    if (!mayLose && counts.missing() != leftOut) {
      found.add(
          leftOut == 0
              ? "%,d missing".formatted(counts.missing())
              : "%,d missing, it should be %,d".formatted(counts.missing(), leftOut));
    }
    long may = windows.getOrDefault(kind, 0) * CONSUMERS * sink.largest();
    if (counts.repeats() > may) {
      found.add("%,d arrived twice, %,d may".formatted(counts.repeats(), may));
    }
    long anyway = arrived(kind, Load::refusals);
    if (anyway > 0) found.add("%,d refused, yet arrived".formatted(anyway));
    long unconfirmed =
        all.stream()
            .filter(load -> load.kind() == kind)
            .mapToLong(load -> load.unconfirmed().count())
            .sum();
    if (unconfirmed > 0) {
      figures.add(
          "%s: of %,d it was said that they may arrive, %,d did"
              .formatted(kind.id(), unconfirmed, arrived(kind, Load::unconfirmed)));
    }
    if (sink.unreadable() > 0) found.add("the backend could not read a request");
    if (sink.damaged() > 0) {
      found.add("%,d damaged: %s".formatted(sink.damaged(), sink.firstDamage()));
    }
    if (sink.disorder() > 0) found.add("%,d out of order".formatted(sink.disorder()));
    if (mayLose && !ours && counts.missing() > 0) {
      figures.add("%s: whether its metrics say so is not checked".formatted(kind.id()));
    }
    if (ours) {
      long unhinted =
          all.stream()
              .filter(load -> load.kind() == kind)
              .mapToLong(Load::refusedWithoutHint)
              .sum();
      if (unhinted > 0 && !mayCutOff) {
        found.add("%,d refused without a hint when to return".formatted(unhinted));
      }
      found.addAll(books.check(kind, counts, leftOut, mayLose));
    }
    for (String line : found) broken.add(kind.id() + ": " + line);
  }

  private long arrived(Kind kind, Function<Load, Seen> answered) {
    long sum = 0;
    for (Load load : all) {
      if (load.kind() != kind) continue;
      Seen said = answered.apply(load);
      sum += said.count() - said.missingIn(sink(kind).seen());
    }
    return sum;
  }

  @Override
  public void close() {
    if (gateway != null) gateway.close();
    proxies.values().forEach(FaultProxy::close);
    sinks.values().forEach(Sink::close);
    for (Last last : atEnd) {
      try {
        last.run();
      } catch (Exception e) {
        System.err.println("%s: could not be cleared: %s".formatted(row.id(), e));
      }
    }
    Folders.delete(folder);
  }
}
