package dev.sluice.bench;

import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.receiver.prometheus.page.PageParser;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.series.MappingOptions;
import dev.sluice.receiver.prometheus.series.Report;
import dev.sluice.receiver.prometheus.series.TargetIdentity;
import dev.sluice.receiver.prometheus.series.TargetMetrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A scrape without the network: from a page's bytes to OTLP. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScrapeBenchmark {
  private static final Report REPORT = new Report(0.1, 10, 0, 0);

  @Param({"jmx.prom", "micrometer.prom"})
  String page = "";

  private final PageParser parser = new PageParser();
  private byte[] bytes = {};
  private TargetMetrics known = target();
  private long millis;
  private int points;

  private static TargetMetrics target() {
    var labels = new LabelSet(Map.of("job", "shop", "instance", "shop:8080"));
    return new TargetMetrics(
        new TargetIdentity(labels, new LabelSet()), MappingOptions.defaults("bench"));
  }

  @Setup
  public void setUp() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ScrapeBenchmark.class.getResourceAsStream(page), page)) {
      bytes = in.readAllBytes();
    }
    known = target();
  }

  /** The page of a target whose series are all known: what nearly every scrape is. */
  @Benchmark
  public int again() throws IOException, PageException {
    return scrape(known);
  }

  /** A target's first page: every series is new. */
  @Benchmark
  public int first() throws IOException, PageException {
    return scrape(target());
  }

  private int scrape(TargetMetrics metrics) throws IOException, PageException {
    millis += 1000;
    metrics.begin(1_700_000_000_000L + millis, millis * 1_000_000);
    parser.parse(new ByteArrayInputStream(bytes), PageFormat.TEXT, metrics);
    points = 0;
    metrics.succeed(REPORT, part -> points += part.points());
    return points;
  }
}
