package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.HotLoops.Loop;
import java.util.List;
import org.junit.jupiter.api.Test;

class HotLoopsTest {
  @Test
  void thePage_hasALineForEachLoop_inUnitsThatFit() {
    var loops =
        List.of(
            new Loop("ScanBenchmark.scan", "order ascending", 6.25, 1234.4, 0.04),
            new Loop("QueueBenchmark.handOver", "", 45_000, 2_340_000, 123_456));
    assertThat(HotLoops.page(loops, "Written on a day.\n"))
        .startsWith("# Hot loops\n\nWritten on a day.\n\nOne thread, ")
        .endsWith(
            """
            | Scan.scan | order ascending | span | 6.3 ns | 1,234 ns | 0.0 B |
            | Queue.handOver |  | operation | 45.0 µs | 2.34 ms | 123 KB |
            """);
  }
}
