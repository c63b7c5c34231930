package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Backend.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * <p>The second argument is minutes, ten unless written; what follows are options for the JVM. Ends
 * with 1 if a promise was broken.
 */
public final class Outage {
  /** Of all signals together. */
  public static final int ITEMS_PER_SECOND = 20_000;

  public static final List<String> JVM = List.of("-Xmx256m");

  private static final Duration DRAIN = Duration.ofMinutes(3);

  private final Path jar;
  private final List<String> jvm;
  private final Duration outage;
  private final Duration calm;
  private final int itemsPerSecond;
  private String summary = "";

  public Outage(Path jar, List<String> jvm, Duration outage, Duration calm, int itemsPerSecond) {
    this.jvm = jvm;
    this.itemsPerSecond = itemsPerSecond;
    this.jar = jar;
    this.outage = outage;
    this.calm = calm;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 1) {
      System.err.println("usage: Outage GATEWAY_JAR [MINUTES [JVM_OPTION...]]");
      System.exit(64);
    }
    double minutes = args.length > 1 ? Double.parseDouble(args[1]) : 10;
    Duration outage = Duration.ofMillis((long) (minutes * 60_000));
    List<String> jvm = args.length > 2 ? List.of(args).subList(2, args.length) : JVM;
    List<String> broken =
        new Outage(Path.of(args[0]), jvm, outage, Duration.ofSeconds(10), ITEMS_PER_SECOND).run();
    broken.forEach(line -> System.out.println("BROKEN: " + line));
    System.out.println(broken.isEmpty() ? "all promises kept" : "promises broken");
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  /** Runs it all; returns the promises that were broken. */
  public List<String> run() throws IOException, InterruptedException {
    try (var all = new AllSignals(List.of(), jar, jvm)) {
      all.awaitReady();
      drive(all);
      check(all);
      all.verify();
      summary = summary(all);
      return all.broken();
    }
  }

  /** How much of each signal was taken. */
  public String summary() {
    return summary;
  }

  private static String summary(AllSignals all) {
    var parts = new ArrayList<String>();
    for (Kind kind : Kind.values()) {
      parts.add("%s %.1f %% taken".formatted(kind.id(), all.load(kind).acceptance() * 100));
    }
    return String.join(", ", parts);
  }

  private void drive(AllSignals all) throws IOException, InterruptedException {
    all.startLoads(itemsPerSecond);
    sleep(calm);
    Backend tempo = all.backend(Kind.TRACES);
    for (Mode mode : List.of(Mode.REFUSES, Mode.ANSWERS_503, Mode.ANSWERS_429)) {
      tempo.become(mode);
      sleep(outage.dividedBy(3));
      report(all, mode.toString());
      all.checkAlive();
    }
    tempo.become(Mode.UP);
    sleep(calm);
    all.stopLoads();
    all.awaitDrain(DRAIN);
    report(all, "drained");
  }

  private static void check(AllSignals all) {
    Load dead = all.load(Kind.TRACES);
    all.check(dead.refused() > 0, "the full branch refused nothing, so nothing was shown");
    all.check(all.backend(Kind.TRACES).faults() > 1, "the outage did not happen");
    for (Kind kind : List.of(Kind.LOGS, Kind.METRICS)) {
      all.check(
          all.load(kind).acceptance() >= 0.98,
          "%s: only %.2f %% accepted".formatted(kind, all.load(kind).acceptance() * 100));
    }
  }

  private static void report(AllSignals all, String phase) {
    var line = new StringBuilder("%-12s".formatted(phase));
    for (Kind kind : Kind.values()) {
      line.append(
          "  %s: acknowledged %,d, refused %,d, arrived %,d"
              .formatted(
                  kind.id(),
                  all.load(kind).acknowledged().count(),
                  all.load(kind).refused(),
                  all.backend(kind).seen().count()));
    }
    System.out.println(line);
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
