package dev.sluice.bench;

import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The scan at the door, per span: all structure, all strings, all ids. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScanBenchmark {
  private static final int SPANS = 512;

  @Param({"ascending", "descending"})
  String order = "";

  private byte[] request = {};

  @Setup
  public void setUp() {
    request = Payloads.traces(SPANS, 4, order.equals("descending"));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Scanned scan() {
    return OtlpScan.scan(Signal.TRACES, request, ScanLimits.DEFAULT);
  }
}
