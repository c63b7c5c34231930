package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One gateway that is measured: its process, the backend behind it, and all figures so far. One
 * thread at a time.
 */
final class Contender implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final int WARM_UPS = 16;
  private static final double STEADY = 0.95;
  private static final double COMPILED = 0.03;
  private static final int LOOKS = 30;
  private static final String ALLOCATED = "otelcol_process_runtime_total_alloc_bytes";

  /** How the process is started with a configuration. */
  interface Command {
    List<String> with(Path config) throws IOException;
  }

  /** One run of a few seconds. */
  record Run(
      double cpuMicrosPerItem,
      double compilingShare,
      double bytesOutPerItem,
      double allocatedPerItem,
      double medianMillis,
      double p99Millis) {}

  private final Cell cell;
  private final boolean ours;
  private final Traffic traffic;
  private final Backend backend;
  private final GatewayProcess gateway;
  private final ProcessAccount account;
  private final Door door;
  private final Stencil stencil;
  private final double readyMillis;
  private final double idleMebibytes;
  private final List<Run> runs = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private long next;
  private long accepted;

  /**
   * Starts it, waits until it is ready, then leaves it alone for a moment.
   *
   * @param idleMillis so long
   */
  Contender(Traffic traffic, boolean ours, Command command, long idleMillis)
      throws IOException, InterruptedException {
    this.cell = traffic.cell();
    this.ours = ours;
    this.traffic = traffic;
    this.backend = new Backend(cell.kind());
    Path folder = Files.createTempDirectory("cost");
    int in = GatewayProcess.freePort();
    int metrics = GatewayProcess.freePort();
    Path config =
        Files.writeString(
            folder.resolve("relay.yaml"), cell.config(ours, in, backend.port(), metrics));
    long started = System.nanoTime();
    this.gateway = new GatewayProcess(command.with(config), folder.resolve("gateway.log"), metrics);
    this.account = new ProcessAccount(gateway.pid());
    this.door = cell.door(in, traffic.connections());
    this.stencil = new Stencil(traffic.shape());
    try {
      gateway.awaitOpen(in, START);
      this.readyMillis = (System.nanoTime() - started) / 1e6;
      TimeUnit.MILLISECONDS.sleep(idleMillis);
      this.idleMebibytes = account.residentMebibytes();
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /**
   * Loads it again and again: a JVM until its compilers take next to nothing of the processor,
   * which is after some ten million items, any other until an item costs what it cost the time
   * before. Then once with the rate itself, if that is another one: batches and pauses are
   * different there.
   *
   * @param times how often the rate
   */
  void warmUp(double times, double seconds) throws IOException, InterruptedException {
    // What is asked for its figures is compiled as well, and not in the middle of a run.
    for (int i = 0; i < LOOKS; i++) allocated();
    compile(times, seconds);
    if (times != 1) load(1, seconds);
  }

  private void compile(double times, double seconds) throws IOException, InterruptedException {
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < WARM_UPS; i++) {
      Cpu before = cpu();
      OpenLoop.Sent sent = load(times, seconds);
      // As a run is: a look at the figures makes the compilers undo what they took for granted.
      allocated();
      Cpu spent = cpu().minus(before);
      double cost =
          spent.seconds() / Math.max(1.0, (double) sent.accepted() * stencil.count()) * 1e6;
      System.err.printf(
          "%s, %s: warm-up %d, %.2f µs an item, %.0f %% of it compiling%n",
          cell.title(ours), side(), i + 1, cost, 100 * spent.compilingShare());
      if (ours ? spent.compilingShare() < COMPILED : cost > STEADY * lowest) return;
      lowest = cost;
    }
  }

  /** CPU time, and the part of it that went into compiling. */
  private record Cpu(double seconds, double compiling) {
    Cpu minus(Cpu before) {
      return new Cpu(seconds - before.seconds, compiling - before.compiling);
    }

    double compilingShare() {
      return Math.max(0, compiling) / Math.max(seconds, 1e-9);
    }
  }

  private Cpu cpu() throws IOException {
    return new Cpu(account.cpuSeconds(), account.compilerSeconds());
  }

  /** Loads it and adds what it took to its runs. */
  void measure(double seconds) throws IOException, InterruptedException {
    double allocatedBefore = allocated();
    Cpu before = cpu();
    long bytesBefore = backend.bytes();
    OpenLoop.Sent sent = load(1, seconds);
    check(
        sent.accepted() == sent.requests(),
        "took %d of %d requests".formatted(sent.accepted(), sent.requests()));
    double items = Math.max(1.0, (double) sent.accepted() * stencil.count());
    Cpu spent = cpu().minus(before);
    var run =
        new Run(
            spent.seconds() / items * 1e6,
            spent.compilingShare(),
            (backend.bytes() - bytesBefore) / items,
            (allocated() - allocatedBefore) / items,
            sent.latencies().millis(0.5),
            sent.latencies().millis(0.99));
    runs.add(run);
    System.err.printf("%s, %s: %s%n", cell.title(ours), side(), run);
  }

  private String side() {
    return ours ? "ours" : "theirs";
  }

  /** Loads it with so many times its rate, and waits until all has arrived. */
  OpenLoop.Sent load(double times, double seconds) throws IOException, InterruptedException {
    var loop = new OpenLoop(OpenLoop.Clock.SYSTEM, times * traffic.requestsPerSecond());
    OpenLoop.Sent sent = loop.run(door, stencil, next, seconds);
    next += (long) sent.requests() * stencil.count();
    accepted += (long) sent.accepted() * stencil.count();
    awaitArrival();
    return sent;
  }

  /**
   * Sends that many requests as fast as answers come, so many under way; returns items a second
   * until the last answer. All of them have to be accepted.
   */
  double push(int requests, int underWay) throws IOException, InterruptedException {
    var free = new Semaphore(underWay);
    var taken = new AtomicInteger();
    long began = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      free.acquire();
      byte[] request = stencil.make(next, System.currentTimeMillis() * 1_000_000);
      next += stencil.count();
      door.send(
          request,
          accepts -> {
            if (accepts) taken.incrementAndGet();
            free.release();
          });
    }
    free.acquire(underWay);
    double seconds = (System.nanoTime() - began) / 1e9;
    check(taken.get() == requests, "took %d of %d requests".formatted(taken.get(), requests));
    accepted += (long) taken.get() * stencil.count();
    awaitArrival();
    return (double) requests * stencil.count() / seconds;
  }

  /** All that was accepted has to arrive, once. */
  private void awaitArrival() throws IOException, InterruptedException {
    long end = System.nanoTime() + DRAIN.toNanos();
    while (backend.seen().count() < accepted && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    long arrived = backend.seen().count();
    check(arrived >= accepted, "%d of %d items arrived".formatted(arrived, accepted));
    long repeats = backend.seen().repeats();
    check(repeats == 0, "%d items arrived twice".formatted(repeats));
    long unreadable = backend.unreadable();
    check(unreadable == 0, "%d bodies could not be read".formatted(unreadable));
    if (!gateway.isAlive()) throw new IOException("the gateway ended:\n" + gateway.log());
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) faults.add("%s, %s: %s".formatted(cell.title(ours), side(), otherwise));
  }

  /** Bytes of heap since the start; 0 where the gateway does not say. */
  private double allocated() throws IOException, InterruptedException {
    if (!ours) return 0;
    return gateway.metrics().entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(ALLOCATED))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  List<Run> runs() {
    return runs;
  }

  /** What makes its figures void, in words. */
  List<String> faults() {
    return faults;
  }

  double readyMillis() {
    return readyMillis;
  }

  double cpuSeconds() throws IOException {
    return account.cpuSeconds();
  }

  double idleMebibytes() {
    return idleMebibytes;
  }

  double peakMebibytes() throws IOException {
    return account.peakMebibytes();
  }

  @Override
  public void close() {
    door.close();
    gateway.close();
    backend.close();
  }
}
