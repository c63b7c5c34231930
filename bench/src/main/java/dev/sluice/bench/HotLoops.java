package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Hot loops once, written down as a page, all of them in some ten minutes: {@code make
 * bench-results}. {@code LOOPS} is a regular expression.
 *
 * <pre>java -cp bench/target/bench.jar dev.sluice.bench.HotLoops FILE LOOPS [JVM_OPTION...]</pre>
 */
public final class HotLoops {
  private static final int WARM_UPS = 4;
  private static final int RUNS = 5;

  /** What one operation of a benchmark is. */
  private static final Map<String, String> OPERATIONS =
      Map.of(
          "BatchBenchmark", "span",
          "CaptureScanBenchmark", "request",
          "CompressionBenchmark", "span",
          "CopyBenchmark", "array",
          "OtlpJsonBenchmark", "span",
          "PageBenchmark", "page",
          "PushEncoderBenchmark", "record",
          "ScanBenchmark", "span",
          "ScrapeBenchmark", "page",
          "WriteRequestBenchmark", "point");

  /**
   * One line of the page.
   *
   * @param least of all runs, in nanoseconds; what other work on the machine cannot lower
   * @param heap bytes allocated
   */
  record Loop(String name, String parameters, double least, double median, double heap) {}

  private HotLoops() {}

  public static void main(String[] args) throws Exception {
    if (args.length < 2 || args[0].startsWith("-")) {
      System.err.println("usage: HotLoops FILE LOOPS [JVM_OPTION...]");
      System.exit(64);
    }
    List<Loop> loops = run(args[1], List.of(args).subList(2, args.length));
    Files.writeString(Path.of(args[0]), page(loops, head()));
  }

  private static List<Loop> run(String pattern, List<String> jvm) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(pattern)
            .forks(1)
            .warmupIterations(WARM_UPS)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(RUNS)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            // The gateway reads no serialised objects; the harness's two halves do.
            .jvmArgs(jvm.toArray(String[]::new))
            .jvmArgsAppend("-Djdk.serialFilter=*")
            // Its own page has all of the encoder's.
            .param("points", "1000", "100000")
            .param("series", "same")
            .build();
    return new Runner(options)
        .run().stream().map(HotLoops::loop).sorted(Comparator.comparing(Loop::name)).toList();
  }

  private static Loop loop(RunResult result) {
    BenchmarkParams params = result.getParams();
    String[] words = params.getBenchmark().split("\\.", -1);
    String name = words[words.length - 2] + "." + words[words.length - 1];
    var parameters = new TreeMap<String, String>();
    for (String key : params.getParamsKeys()) parameters.put(key, params.getParam(key));
    double[] times =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
            .sorted()
            .toArray();
    double nanos = params.getTimeUnit().toNanos(1);
    return new Loop(
        name,
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", ")),
        times[0] * nanos,
        times[times.length / 2] * nanos,
        heap(result.getSecondaryResults()));
  }

  /** The profiler's name for it has a middle dot before it in some versions. */
  @SuppressWarnings("rawtypes") // the harness's own signature
  private static double heap(Map<String, Result> figures) {
    return figures.entrySet().stream()
        .filter(figure -> figure.getKey().endsWith("gc.alloc.rate.norm"))
        .mapToDouble(figure -> figure.getValue().getScore())
        .findFirst()
        .orElse(Double.NaN);
  }

  private static String head() throws IOException, InterruptedException {
    return """
        Written by `make bench-results` on %s at commit %s: %s, Java %s (%s).
        """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Machine.commit(),
            Machine.line(),
            Runtime.version(),
            System.getProperty("java.vm.vendor"));
  }

  static String page(List<Loop> loops, String head) {
    var page = new StringBuilder();
    page.append("# Hot loops\n\n").append(head);
    page.append(
        """

        One thread, one fork, %d runs of a second after %d to warm up. Least and median are of these runs, in wall-clock time: where the machine had
        other work, the least is nearer to the truth. Heap is what an operation allocates.

        | loop | with | one | least | median | heap |
        |---|---|---|---|---|---|
        """
            .formatted(RUNS, WARM_UPS));
    for (Loop loop : loops) {
      String type = loop.name().substring(0, loop.name().indexOf('.'));
      page.append(
          "| %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  loop.name().replace("Benchmark", ""),
                  loop.parameters(),
                  OPERATIONS.getOrDefault(type, "operation"),
                  time(loop.least()),
                  time(loop.median()),
                  bytes(loop.heap())));
    }
    return page.toString();
  }

  private static String time(double nanos) {
    if (nanos < 10) return "%.1f ns".formatted(nanos);
    if (nanos < 1e4) return "%,.0f ns".formatted(nanos);
    return nanos < 1e6 ? "%.1f µs".formatted(nanos / 1e3) : "%.2f ms".formatted(nanos / 1e6);
  }

  private static String bytes(double bytes) {
    if (bytes < 10) return "%.1f B".formatted(bytes);
    return bytes < 1e5 ? "%.0f B".formatted(bytes) : "%.0f KB".formatted(bytes / 1e3);
  }
}
