package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a small installation costs: a gateway without anything to do, one with 1,000 items a second
 * from cold, and one that starts in a quarter of a processor while 200 clients wait at its door.
 *
 * <pre>
 * java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Small gateway/target/gateway.jar \
 *   {@literal @}config/jvm.options -XX:MaxRAM=256m
 * </pre>
 *
 * <p>Ends with 1 if a promise was broken, with 2 if the last part is not permitted here.
 */
public final class Small {
  private static final Set<String> OPTIONS = Set.of("--parts", "--seconds", "--rate", "--groups");
  private static final String USAGE =
      """
      usage: Small [OPTION...] GATEWAY_JAR [JVM_OPTION...]
        --parts NAME,...  of idle, cold, container; all unless written
        --seconds N       of each, 60 unless written
        --rate N          items a second from cold, 1000 unless written
        --groups FOLDER   where control groups are mounted, /sys/fs/cgroup unless written
      """;

  private static final int MILLICORES = 250;
  private static final int MEBIBYTES = 256;
  private static final int CLIENTS = 200;
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** The chart asks every ten seconds; here it is ten times as often, to miss less. */
  private static final long PROBE_MILLIS = 1_000;

  private static final long START_SECONDS = 60;

  private final Arguments arguments;
  private final double seconds;
  private final List<String> broken = new ArrayList<>();
  private boolean permitted = true;

  private Small(Arguments arguments) {
    this.arguments = arguments;
    this.seconds = arguments.positive("--seconds", 60);
  }

  public static void main(String[] args) throws Exception {
    Small small;
    try {
      small = new Small(Arguments.of(OPTIONS, args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(64);
      return;
    }
    small.run();
    small.broken.forEach(line -> System.out.println("BROKEN: " + line));
    System.exit(!small.broken.isEmpty() ? 1 : small.permitted ? 0 : 2);
  }

  private void run() throws IOException, InterruptedException {
    System.out.println("| | |\n|---|---|");
    for (String part : arguments.text("--parts", "idle,cold,container").split(",", -1)) {
      switch (part) {
        case "idle" -> idle();
        case "cold" -> cold();
        case "container" -> container();
        default -> throw new IllegalArgumentException("there is no part " + part);
      }
    }
  }

  private void idle() throws IOException, InterruptedException {
    try (var all = start(List.of())) {
      all.awaitReady();
      say("CPU until ready, s", "%.2f", all.account().cpuSeconds());
      sleep(seconds / 2);
      double before = all.account().cpuSeconds();
      sleep(seconds / 2);
      double cpu = all.account().cpuSeconds() - before;
      say("idle: CPU of the second half, % of a processor", "%.2f", cpu / (seconds / 2) * 100);
      memory("idle", all.account());
      end(all);
    }
  }

  private void cold() throws IOException, InterruptedException {
    int rate = (int) arguments.positive("--rate", 1_000);
    try (var all = start(List.of())) {
      all.awaitReady();
      all.startLoads(rate);
      sleep(seconds / 2);
      double first = all.account().cpuSeconds();
      sleep(seconds / 2);
      double second = all.account().cpuSeconds() - first;
      all.stopLoads();
      String what = "%,d items a second: ".formatted(rate);
      say(what + "CPU of start and first half, s", "%.2f", first);
      say(what + "CPU of the second half, % of a processor", "%.2f", second / seconds * 200);
      memory(what.replace(": ", ""), all.account());
      say(what + "at most, MiB", "%.0f", all.account().peakMebibytes());
      all.awaitDrain(DRAIN);
      end(all);
    }
  }

  private void container() throws IOException, InterruptedException {
    Path root = Path.of(arguments.text("--groups", "/sys/fs/cgroup"));
    ControlGroup made;
    try {
      made = ControlGroup.create(root, MILLICORES, MEBIBYTES);
    } catch (IOException e) {
      permitted = false;
      say("250m and 256 MiB", "not permitted here: %s", e.toString());
      return;
    }
    try (ControlGroup group = made;
        var all = start(group.entering())) {
      container(group, all);
    }
  }

  private void container(ControlGroup group, AllSignals all)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    var probe = new Probe(all.healthPort());
    try (var crowd = new Crowd(CLIENTS, all.port())) {
      while (!probe.ask()) {
        all.checkAlive();
        if (System.nanoTime() - began > START_SECONDS * 1_000_000_000L) {
          broken.add("not ready within %d s".formatted(START_SECONDS));
          return;
        }
        TimeUnit.MILLISECONDS.sleep(PROBE_MILLIS / 10);
      }
      say("250m: well after, s", "%.1f", (System.nanoTime() - began) / 1e9);
      for (int i = 0; i < seconds * 1000 / PROBE_MILLIS; i++) {
        TimeUnit.MILLISECONDS.sleep(PROBE_MILLIS);
        probe.ask();
      }
      crowd.leave();
      say("250m: probes passed, failed", "%d, %d", probe.passed(), probe.failed());
      say("250m: slowest probe, ms", "%.0f", probe.slowestMillis());
      latencies("first answers", crowd.first());
      latencies("later answers", crowd.later());
      say("250m: requests refused", "%d", crowd.refused());
      say("250m: charged at most, MiB", "%.0f", group.peakMebibytes());
      say("250m: tenths of a second in which its share was used up", "%d", group.throttled());
      all.awaitDrain(DRAIN);
      long missing = crowd.accepted().missingIn(all.backend(Kind.LOGS).seen());
      broken.addAll(all.broken());
      check(missing == 0, "%d acknowledged items are missing".formatted(missing));
      check(probe.failed() == 0, "%d probes failed".formatted(probe.failed()));
      check(group.kills() == 0, "%d processes were killed".formatted(group.kills()));
    }
  }

  private static void latencies(String what, Latencies latencies) {
    say(
        "250m: %s, p50, p99 and slowest, ms".formatted(what),
        "%.0f, %.0f, %.0f",
        latencies.millis(0.5),
        latencies.millis(0.99),
        latencies.millis(1));
  }

  private AllSignals start(List<String> before) throws IOException {
    return new AllSignals(before, arguments.jar(), arguments.jvm());
  }

  private void end(AllSignals all) throws IOException, InterruptedException {
    all.verify();
    broken.addAll(all.broken());
  }

  private static void memory(String when, ProcessAccount account) throws IOException {
    say(
        when + ": resident memory, of it not in files, MiB",
        "%.0f, %.0f",
        account.residentMebibytes(),
        account.anonymousMebibytes());
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) broken.add(otherwise);
  }

  private static void say(String what, String format, Object... values) {
    System.out.println("| " + what + " | " + String.format(Locale.ROOT, format, values) + " |");
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
  }
}
