package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {

  @Test
  void theProcess_isMeasured() {
    var instruments = new Instruments();
    try (var process = new ProcessMetrics(instruments)) {
      assertThat(process).isNotNull();
      assertThat(instruments.registry().getMeters())
          .hasSize(6)
          .allSatisfy(meter -> assertThat(value(meter)).as(meter.getId().getName()).isPositive());
    }
  }

  private static double value(Meter meter) {
    return meter.measure().iterator().next().getValue();
  }

  @Test
  void allocatedHeap_isWhatItGrewByBetweenCollections() {
    var used = new AtomicLong(100);
    var heap = new AllocatedHeap(used::get);
    assertThat(heap.bytes()).isEqualTo(100);
    heap.collected(150, 40);
    used.set(45);
    assertThat(heap.bytes()).isEqualTo(155);
    heap.collected(60, 10);
    used.set(10);
    assertThat(heap.bytes()).isEqualTo(170);
  }

  @Test
  void allocatedHeap_neverFalls() {
    var used = new AtomicLong(100);
    var heap = new AllocatedHeap(used::get);
    assertThat(heap.bytes()).isEqualTo(100);
    used.set(20);
    assertThat(heap.bytes()).isEqualTo(100);
  }

  @Test
  void residentMemory_isReadFromTheStatus() {
    assertThat(resident("Name:\tjava\nVmHWM:\t  99 kB\nVmRSS:\t  91234 kB\nRssAnon:\t 1 kB\n"))
        .isEqualTo(91234 * 1024);
    assertThat(resident("Name:\tjava\nState:\tZ (zombie)\n")).isEqualTo(-1);
    assertThat(resident("\nVmRSS:")).isEqualTo(-1);
  }

  private static long resident(String status) {
    return ResidentMemory.read(status.getBytes(StandardCharsets.US_ASCII));
  }
}
