package dev.sluice.bench;

import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What an exporter's compression takes, per span, and how large a span is afterwards. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CompressionBenchmark {
  private static final int SPANS = 8192;

  /** Without a level: ours. */
  @Param({"gzip", "gzip 1", "gzip 6", "zstd", "snappy"})
  String coding = "";

  private Compression compression = Compression.NONE;
  private Body request = Body.of(ByteSlice.EMPTY);

  /** The size beside the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Size {
    public double bytesPerSpan;
  }

  @Setup
  public void setUp() {
    String[] words = coding.split(" ", -1);
    int level = words.length > 1 ? Integer.parseInt(words[1]) : Compression.LIBRARY_LEVEL;
    compression = new Compression(Encoding.valueOf(words[0].toUpperCase(Locale.ROOT)), level);
    request = Body.of(ByteSlice.of(Payloads.traces(SPANS, 16, false)));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long compress(Size size) throws IOException {
    try (Segments compressed = compression.compress(request)) {
      size.bytesPerSpan = (double) compressed.size() / SPANS;
      return compressed.size();
    }
  }
}
