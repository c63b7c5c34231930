package dev.sluice.bench;

import dev.sluice.otlp.JsonLimits;
import dev.sluice.otlp.OtlpJson;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** OTLP/JSON, per span: a request becomes protobuf at the door, and a batch becomes JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OtlpJsonBenchmark {
  private static final int SPANS = 512;

  private final ProtoWriter out = new ProtoWriter(1 << 20);
  private Scanned request = OtlpScan.scan(Signal.TRACES, new byte[0], ScanLimits.DEFAULT);
  private byte[] json = {};

  @Setup
  public void setUp() {
    request = OtlpScan.scan(Signal.TRACES, Payloads.traces(SPANS, 4, false), ScanLimits.DEFAULT);
    json = Arrays.copyOf(write().array(), out.size());
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public byte[] read() {
    return OtlpJson.toProtobuf(Signal.TRACES, json, 0, json.length, JsonLimits.DEFAULT);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public ProtoWriter write() {
    out.clear();
    OtlpJson.fromProtobuf(Signal.TRACES, Arrays.asList(request.groups()), out);
    return out;
  }
}
