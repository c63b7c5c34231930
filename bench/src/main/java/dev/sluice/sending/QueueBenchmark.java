package dev.sluice.sending;

import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The hand-over of one batch: into the queue, out of it and answered for, without the threads'
 * waking. Stands in the package whose inside it measures.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueBenchmark {
  /** What waits, each in a lane of its own that backs off. */
  @Param({"0", "1000"})
  int failingLanes;

  private final Batch batch =
      Batch.ofRequest(
          Signal.LOGS,
          OtlpScan.scan(Signal.LOGS, new byte[0], ScanLimits.DEFAULT).groups(),
          new Fan(List.of(), 0, 0),
          Metadata.EMPTY);
  private final SendingQueue queue =
      new SendingQueue(
          10, Sizer.REQUESTS, null, any -> Answer.delivered(), RetryConfig.DEFAULT, Clock.SYSTEM);

  @Setup
  public void setUp() {
    for (int i = 0; i < failingLanes; i++) {
      queue.offer("lane " + i, batch, null);
      Shipment shipment = queue.poll();
      if (shipment != null) queue.failed(shipment, Duration.ofHours(1), false);
    }
  }

  @Benchmark
  public boolean handOver() {
    queue.offer("", batch, null);
    Shipment shipment = queue.poll();
    if (shipment == null) throw new IllegalStateException("what is not failing has to be next");
    return queue.answered(shipment);
  }
}
