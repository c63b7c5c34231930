package dev.sluice.bench.endtoend;

import dev.sluice.bench.endtoend.Sampler.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A long time under load in little memory: spans, log records and the points of 10,000 series, a
 * third each. Nothing may grow, the process may not become larger than its container, everything
 * that was acknowledged has to arrive, once.
 *
 * <pre>
 * java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Soak gateway/target/gateway.jar \
 *   {@literal @}config/jvm.options -XX:MaxRAM=256m
 * </pre>
 *
 * <p>Ends with 1 if something is not as it should be, and says what.
 */
public final class Soak {
  private static final Set<String> OPTIONS = Set.of("--minutes", "--rate", "--memory");
  private static final String USAGE =
      """
      usage: Soak [OPTION...] GATEWAY_JAR [JVM_OPTION...]
        --minutes M  24 unless written; growth is judged from 3 on
        --rate N     items a second, 100000 unless written
        --memory N   MiB that the process may hold at most, 256 unless written
      """;

  private static final Duration DRAIN = Duration.ofMinutes(2);

  /** Below this, a slope is the JVM that still loads and compiles. */
  private static final Duration SHORTEST_TO_JUDGE = Duration.ofMinutes(3);

  private static final double LEAST_TAKEN = 0.999;
  private static final long SAMPLE_MILLIS = 1_000;

  private final Path jar;
  private final List<String> jvm;
  private final Duration time;
  private final int itemsPerSecond;
  private final double mostMebibytes;

  Soak(Path jar, List<String> jvm, Duration time, int itemsPerSecond, double mostMebibytes) {
    this.jar = jar;
    this.jvm = jvm;
    this.time = time;
    this.itemsPerSecond = itemsPerSecond;
    this.mostMebibytes = mostMebibytes;
  }

  public static void main(String[] args) throws Exception {
    Soak soak;
    try {
      Arguments read = Arguments.of(OPTIONS, args);
      soak =
          new Soak(
              read.jar(),
              read.jvm(),
              Duration.ofMillis((long) (read.positive("--minutes", 24) * 60_000)),
              (int) read.positive("--rate", 100_000),
              read.positive("--memory", 256));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(64);
      return;
    }
    List<String> broken = soak.run();
    broken.forEach(line -> System.out.println("BROKEN: " + line));
    System.out.println(broken.isEmpty() ? "nothing grew, nothing is missing" : "not kept");
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  /** Runs it all; returns what is not as it should be. */
  List<String> run() throws IOException, InterruptedException {
    try (var all = new AllSignals(List.of(), jar, jvm)) {
      all.awaitReady();
      var sampler = new Sampler(all.gateway(), all.account());
      double cpuBefore = all.account().cpuSeconds();
      all.startLoads(itemsPerSecond);
      sample(all, sampler);
      all.stopLoads();
      double cpuSeconds = all.account().cpuSeconds() - cpuBefore;
      all.awaitDrain(DRAIN);
      double peak = all.account().peakMebibytes();
      all.verify();
      judge(all, sampler, peak, cpuSeconds);
      return all.broken();
    }
  }

  private void sample(AllSignals all, Sampler sampler) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    long minute = 60_000 / SAMPLE_MILLIS;
    while (System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
      all.checkAlive();
      sampler.sample();
      if (sampler.count() % minute == 0) progress(sampler);
    }
  }

  private static void progress(Sampler sampler) {
    var line = new StringBuilder("%4d s".formatted(sampler.count() * SAMPLE_MILLIS / 1000));
    for (Measure measure : Measure.values()) {
      line.append(String.format(Locale.ROOT, "  %s %.1f", measure.title(), sampler.last(measure)));
    }
    System.err.println(line);
  }

  private void judge(AllSignals all, Sampler sampler, double peak, double cpuSeconds) {
    long arrived = 0;
    for (Kind kind : Kind.values()) {
      arrived += all.backend(kind).seen().count();
      long repeats = all.backend(kind).seen().repeats();
      all.check(repeats == 0, "%s: %d items arrived twice".formatted(kind, repeats));
      double taken = all.load(kind).acceptance();
      all.check(taken >= LEAST_TAKEN, "%s: %.2f %% taken".formatted(kind, taken * 100));
    }
    System.out.printf(
        Locale.ROOT,
        "%,d items in %d s, %,.0f a second, %.2f µs of CPU each; at most %.0f MiB%n",
        arrived,
        time.toSeconds(),
        arrived / (time.toMillis() / 1e3),
        cpuSeconds / arrived * 1e6,
        peak);
    all.check(
        peak <= mostMebibytes, "%.0f MiB at most, %.0f are allowed".formatted(peak, mostMebibytes));
    boolean judges = time.compareTo(SHORTEST_TO_JUDGE) >= 0;
    if (!judges) System.out.println("too short to tell growth from a start");
    for (Measure measure : Measure.values()) {
      Growth growth = sampler.growth(measure);
      System.out.println(growth);
      if (judges) all.check(!growth.isMoreThan(measure.noise()), "it grows: " + growth);
    }
  }
}
