package dev.sluice.bench.endtoend;

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

/**
 * A gateway that takes all three signals, a backend for each of them, and clients that send: all is
 * counted on both sides. One thread at a time.
 */
final class AllSignals implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(40);

  private final Map<Kind, Backend> backends = new EnumMap<>(Kind.class);
  private final Map<Kind, Load> loads = new EnumMap<>(Kind.class);
  private final List<String> broken = new ArrayList<>();
  private final int in = GatewayProcess.freePort();
  private final int health = GatewayProcess.freePort();
  private final int metrics = GatewayProcess.freePort();
  private final GatewayProcess gateway;
  private final ProcessAccount account;

  /**
   * Starts it, and does not wait until it is ready.
   *
   * @param before what is to stand before the command
   */
  AllSignals(List<String> before, Path jar, List<String> jvm) throws IOException {
    for (Kind kind : Kind.values()) backends.put(kind, new Backend(kind));
    Path folder = Files.createTempDirectory("all-signals");
    Path config = Files.writeString(folder.resolve("relay.yaml"), config());
    this.gateway =
        new GatewayProcess(
            GatewayProcess.command(before, jar, jvm, config),
            folder.resolve("gateway.log"),
            metrics);
    this.account = new ProcessAccount(gateway.pid());
  }

  void awaitReady() throws IOException, InterruptedException {
    gateway.awaitOpen(in, START);
  }

  /** Sends all signals, each at a third of this rate, until {@link #stopLoads}. */
  void startLoads(int itemsPerSecond) {
    for (Kind kind : Kind.values()) {
      loads.put(kind, new Load(kind, in, itemsPerSecond / Kind.values().length));
    }
    loads.values().forEach(Load::start);
  }

  void stopLoads() throws InterruptedException {
    for (Load load : loads.values()) load.stop();
  }

  /** Waits until nothing is queued. */
  void awaitDrain(Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - end < 0) {
      Map<String, Double> samples = gateway.metrics();
      long queued = 0;
      for (Kind kind : Kind.values()) queued += Ledger.of(samples, kind).queued();
      if (queued == 0) return;
      TimeUnit.MILLISECONDS.sleep(200);
    }
    broken.add("the queues did not drain within " + patience);
  }

  /** Holds what was acknowledged against what arrived and what the gateway says, and stops it. */
  void verify() throws IOException, InterruptedException {
    Map<String, Double> samples = gateway.metrics();
    for (Kind kind : loads.keySet()) verify(kind, Ledger.of(samples, kind));
    int code = gateway.terminate(STOP);
    check(code == 0, "exit code " + code);
    check(!gateway.log().contains("OutOfMemoryError"), "an OutOfMemoryError in the log");
    if (!broken.isEmpty()) System.out.println(gateway.log());
  }

  private void verify(Kind kind, Ledger ledger) {
    Load load = load(kind);
    Backend backend = backend(kind);
    long acknowledged = load.acknowledged().count();
    long missing = load.acknowledged().missingIn(backend.seen());
    check(missing == 0, "%s: %d acknowledged items are missing".formatted(kind, missing));
    check(ledger.balances(), "%s: the ledger does not balance: %s".formatted(kind, ledger));
    check(
        ledger.accepted() >= acknowledged && ledger.accepted() <= acknowledged + load.unknown(),
        "%s: the ledger accepted %d, clients were told %d (and %d do not know)"
            .formatted(kind, ledger.accepted(), acknowledged, load.unknown()));
    check(
        ledger.delivered() == backend.seen().count(),
        "%s: the ledger delivered %d, the backend has %d"
            .formatted(kind, ledger.delivered(), backend.seen().count()));
    check(
        load.refusedWithoutHint() == 0,
        "%s: %d items refused without a hint".formatted(kind, load.refusedWithoutHint()));
    check(backend.unreadable() == 0, kind + ": the backend could not read a request");
    System.err.printf(
        "%-8s acknowledged %,d  refused %,d (%.2f %% taken)  arrived %,d  again %,d  %s%n",
        kind.id(),
        acknowledged,
        load.refused(),
        load.acceptance() * 100,
        backend.seen().count(),
        backend.seen().repeats(),
        ledger);
  }

  void check(boolean holds, String otherwise) {
    if (!holds) broken.add(otherwise);
  }

  void checkAlive() throws IOException {
    if (!gateway.isAlive()) throw new IOException("the gateway died:\n" + gateway.log());
  }

  /** The promises that were broken, in words. */
  List<String> broken() {
    return broken;
  }

  Load load(Kind kind) {
    return Objects.requireNonNull(loads.get(kind));
  }

  Backend backend(Kind kind) {
    return Objects.requireNonNull(backends.get(kind));
  }

  GatewayProcess gateway() {
    return gateway;
  }

  ProcessAccount account() {
    return account;
  }

  /** Where it takes OTLP over HTTP. */
  int port() {
    return in;
  }

  /** Where it is asked whether it is well. */
  int healthPort() {
    return health;
  }

  private String config() throws IOException {
    return """
        extensions:
          health_check: {endpoint: "127.0.0.1:%d"}
        receivers:
          otlp:
            protocols:
              grpc: {endpoint: "127.0.0.1:%d"}
              http: {endpoint: "127.0.0.1:%d"}
        processors:
          memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}
          batch: {send_batch_size: 10000}
        exporters:
          otlphttp:
            endpoint: %s
            retry_on_failure: {initial_interval: 1s, max_interval: 5s}
          loki:
            endpoint: %s
          prometheusremotewrite:
            endpoint: %s
        service:
          extensions: [health_check]
          pipelines:
            traces: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp]}
            logs: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [loki]}
            metrics:
              receivers: [otlp]
              processors: [memory_limiter, batch]
              exporters: [prometheusremotewrite]
          telemetry:
            metrics:
              readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]
        """
        .formatted(
            health,
            GatewayProcess.freePort(),
            in,
            backend(Kind.TRACES).url(),
            backend(Kind.LOGS).url(),
            backend(Kind.METRICS).url(),
            metrics);
  }

  @Override
  public void close() {
    gateway.close();
    backends.values().forEach(Backend::close);
  }
}
