package dev.sluice.bench;

import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
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

/** The scan of whole requests as the OpenTelemetry Java agent sends them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CaptureScanBenchmark {

  @Param({"traces-005", "metrics-002", "logs-005"})
  String capture = "";

  private Signal signal = Signal.TRACES;
  private byte[] request = {};

  @Setup
  public void setUp() throws IOException {
    String id = capture.substring(0, capture.indexOf('-'));
    signal = Signal.valueOf(id.toUpperCase(Locale.ROOT));
    String resource = "/agent/" + capture + ".binpb";
    try (InputStream in =
        Objects.requireNonNull(
            CaptureScanBenchmark.class.getResourceAsStream(resource), resource)) {
      request = in.readAllBytes();
    }
  }

  @Benchmark
  public Scanned scan() {
    return OtlpScan.scan(signal, request, ScanLimits.DEFAULT);
  }
}
