package dev.sluice.bench;

import dev.sluice.receiver.prometheus.page.MetadataLine;
import dev.sluice.receiver.prometheus.page.NativeHistogram;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.receiver.prometheus.page.PageParser;
import dev.sluice.receiver.prometheus.page.PageVisitor;
import dev.sluice.receiver.prometheus.page.SampleLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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

/** A whole page of a real exporter through the parser; bytes / time is the parse rate. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PageBenchmark implements PageVisitor {

  @Param({"jmx.prom", "micrometer.prom"})
  String page = "";

  private final PageParser parser = new PageParser();
  private byte[] bytes = {};
  private int lines;
  private double sum;

  @Setup
  public void setUp() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PageBenchmark.class.getResourceAsStream(page), page)) {
      bytes = in.readAllBytes();
    }
  }

  /** Returns the number of samples, so that nothing is left out. */
  @Benchmark
  public int parse() throws IOException, PageException {
    lines = 0;
    parser.parse(new ByteArrayInputStream(bytes), PageFormat.TEXT, this);
    return lines;
  }

  @Override
  public void type(MetadataLine line) {
    sum += line.nameTo();
  }

  @Override
  public void help(MetadataLine line) {
    sum += line.textTo();
  }

  @Override
  public void unit(MetadataLine line) {
    sum += line.textTo();
  }

  @Override
  public void sample(SampleLine line) {
    lines++;
    sum += line.value();
  }

  @Override
  public void histogram(SampleLine line, NativeHistogram histogram) {
    lines++;
    sum += histogram.sum();
  }

  /** What was seen, which keeps the compiler from skipping it. */
  double sum() {
    return sum;
  }
}
