package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Backend.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One backend gone: connection refused for a third of the time, then 503, then 429, under load,
 * with a heap of 256 MiB. The other two must receive everything at full rate; every acknowledged
 * item must arrive at last; the gateway's ledger must balance.
 *
 * <pre>
 * java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Outage gateway/target/gateway.jar 10
 * </pre>
 *
 * <p>The second argument is minutes, ten unless written. Ends with 1 if a promise was broken.
 */
public final class Outage {
  /** Of all signals together. */
  public static final int ITEMS_PER_SECOND = 20_000;

  private static final Duration DRAIN = Duration.ofMinutes(3);

  private final Path jar;
  private final Duration outage;
  private final Duration calm;
  private final int itemsPerSecond;
  private final List<String> broken = new ArrayList<>();
  private final Map<Kind, Backend> backends = new EnumMap<>(Kind.class);
  private final Map<Kind, Load> loads = new EnumMap<>(Kind.class);

  public Outage(Path jar, Duration outage, Duration calm, int itemsPerSecond) {
    this.itemsPerSecond = itemsPerSecond;
    this.jar = jar;
    this.outage = outage;
    this.calm = calm;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 1) {
      System.err.println("usage: Outage GATEWAY_JAR [MINUTES]");
      System.exit(64);
    }
    double minutes = args.length > 1 ? Double.parseDouble(args[1]) : 10;
    Duration outage = Duration.ofMillis((long) (minutes * 60_000));
    List<String> broken =
        new Outage(Path.of(args[0]), outage, Duration.ofSeconds(10), ITEMS_PER_SECOND).run();
    broken.forEach(line -> System.out.println("BROKEN: " + line));
    System.out.println(broken.isEmpty() ? "all promises kept" : "promises broken");
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  /** Runs it all; returns the promises that were broken. */
  public List<String> run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("outage");
    int in = GatewayProcess.freePort();
    int metrics = GatewayProcess.freePort();
    for (Kind kind : Kind.values()) backends.put(kind, new Backend(kind));
    Path config = Files.writeString(folder.resolve("relay.yaml"), config(in, metrics));
    try (var gateway =
        new GatewayProcess(
            GatewayProcess.command(List.of(), jar, List.of("-Xmx256m"), config),
            folder.resolve("gateway.log"),
            metrics)) {
      gateway.awaitOpen(in, Duration.ofSeconds(60));
      drive(gateway, in);
      verify(gateway);
      return broken;
    } finally {
      backends.values().forEach(Backend::close);
    }
  }

  /** How much of each signal was taken. */
  public String summary() {
    var line = new StringBuilder();
    for (Kind kind : Kind.values()) {
      if (!line.isEmpty()) line.append(", ");
      line.append("%s %.1f %% taken".formatted(kind.id(), load(kind).acceptance() * 100));
    }
    return line.toString();
  }

  private void drive(GatewayProcess gateway, int port) throws IOException, InterruptedException {
    for (Kind kind : Kind.values()) {
      loads.put(kind, new Load(kind, port, itemsPerSecond / Kind.values().length));
    }
    loads.values().forEach(Load::start);
    sleep(calm);
    Backend tempo = backend(Kind.TRACES);
    for (Mode mode : List.of(Mode.REFUSES, Mode.ANSWERS_503, Mode.ANSWERS_429)) {
      tempo.become(mode);
      sleep(outage.dividedBy(3));
      report(mode.toString());
      if (!gateway.isAlive()) throw new IOException("the gateway died:\n" + gateway.log());
    }
    tempo.become(Mode.UP);
    sleep(calm);
    for (Load load : loads.values()) load.stop();
    awaitDrain(gateway);
    report("drained");
  }

  private void awaitDrain(GatewayProcess gateway) throws IOException, InterruptedException {
    long end = System.nanoTime() + DRAIN.toNanos();
    while (System.nanoTime() - end < 0) {
      Map<String, Double> metrics = gateway.metrics();
      long queued = 0;
      for (Kind kind : Kind.values()) queued += Ledger.of(metrics, kind).queued();
      if (queued == 0) return;
      TimeUnit.MILLISECONDS.sleep(200);
    }
    broken.add("the queues did not drain within " + DRAIN);
  }

  private void verify(GatewayProcess gateway) throws IOException, InterruptedException {
    Map<String, Double> metrics = gateway.metrics();
    for (Kind kind : Kind.values()) verify(kind, Ledger.of(metrics, kind));
    Load dead = load(Kind.TRACES);
    check(dead.refused() > 0, "the full branch refused nothing, so nothing was shown");
    check(backend(Kind.TRACES).faults() > 1, "the outage did not happen");
    for (Kind kind : List.of(Kind.LOGS, Kind.METRICS)) {
      check(
          load(kind).acceptance() >= 0.98,
          "%s: only %.2f %% accepted".formatted(kind, load(kind).acceptance() * 100));
    }
    int code = gateway.terminate(Duration.ofSeconds(40));
    check(code == 0, "exit code " + code);
    String log = gateway.log();
    check(!log.contains("OutOfMemoryError"), "an OutOfMemoryError in the log");
    if (!broken.isEmpty()) System.out.println(log);
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
    System.out.printf(
        "%-8s acknowledged %,d  refused %,d (%.2f %% taken)  arrived %,d  again %,d  %s%n",
        kind.id(),
        acknowledged,
        load.refused(),
        load.acceptance() * 100,
        backend.seen().count(),
        backend.seen().repeats(),
        ledger);
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) broken.add(otherwise);
  }

  private void report(String phase) {
    var line = new StringBuilder("%-12s".formatted(phase));
    for (Kind kind : Kind.values()) {
      line.append(
          "  %s: acknowledged %,d, refused %,d, arrived %,d"
              .formatted(
                  kind.id(),
                  load(kind).acknowledged().count(),
                  load(kind).refused(),
                  backend(kind).seen().count()));
    }
    System.out.println(line);
  }

  private Load load(Kind kind) {
    return java.util.Objects.requireNonNull(loads.get(kind));
  }

  private Backend backend(Kind kind) {
    return java.util.Objects.requireNonNull(backends.get(kind));
  }

  private String config(int in, int metrics) {
    return """
        receivers:
          otlp:
            protocols:
              http:
                endpoint: 127.0.0.1:%d
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
            in,
            backend(Kind.TRACES).url(),
            backend(Kind.LOGS).url(),
            backend(Kind.METRICS).url(),
            metrics);
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
