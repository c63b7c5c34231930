package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.data.Batch;
import dev.sluice.testkit.Captures;
import dev.sluice.testkit.Metrics;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class EncoderAllocationTest {
  @Test
  void aKnownPoint_costsNoHeap() throws Exception {
    assertThat(bytesPerPoint(Captures.metrics(8))).isLessThan(4);
  }

  @Test
  void exemplars_costLittle() throws Exception {
    assertThat(bytesPerPoint(Captures.metrics(5))).isLessThan(32);
  }

  private static double bytesPerPoint(byte[] request) {
    Batch batch = Metrics.batch(request);
    WriteRequestEncoder encoder = Encoding.encoder(Translation.DEFAULT);
    for (int i = 0; i < 300; i++) encoder.encode(batch, Selection.ALL, Long.MAX_VALUE);

    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int rounds = 200;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) encoder.encode(batch, Selection.ALL, Long.MAX_VALUE);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    return (double) bytes / rounds / batch.items();
  }
}
