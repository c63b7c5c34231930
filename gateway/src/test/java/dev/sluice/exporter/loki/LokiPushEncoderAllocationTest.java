package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.string;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.data.Batch;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a record costs the heap besides its place in the request's buffer. */
class LokiPushEncoderAllocationTest {
  private static final int RECORDS = 2000;
  private static final long MAX_BYTES_PER_RECORD = 64;

  @Test
  void labelsOfTheResource_costNothing() {
    assertThat(allocatedPerRecord(record(0))).isLessThan(MAX_BYTES_PER_RECORD);
  }

  @Test
  void labelsOfTheRecord_costNothing() {
    var log = record(0).addAttributes(kv("loki.attribute.labels", "thread.name, event"));
    assertThat(allocatedPerRecord(log.addAttributes(kv("event", "x"))))
        .isLessThan(MAX_BYTES_PER_RECORD);
  }

  @Test
  void structuredMetadata_costsNothing() {
    var limits = new MetadataLimits();
    var resources = new LokiResources(DefaultLabels.ALL);
    assertThat(allocatedPerRecord(record(0), Logs.encoder(resources, limits, "all")))
        .isLessThan(MAX_BYTES_PER_RECORD);
  }

  @Test
  void theGuard_costsNothing() {
    var guard = new CardinalityGuard("loki", GuardConfig.DEFAULT, System::nanoTime, label -> {});
    LokiPushEncoder encoder = Logs.encoder(DefaultLabels.ALL);
    assertThat(allocatedPerRecord(record(0), encoder, () -> guard.look(encoder)))
        .isLessThan(MAX_BYTES_PER_RECORD);
  }

  private static long allocatedPerRecord(LogRecord.Builder log) {
    return allocatedPerRecord(log, Logs.encoder(DefaultLabels.ALL));
  }

  private static long allocatedPerRecord(LogRecord.Builder log, LokiPushEncoder encoder) {
    return allocatedPerRecord(log, encoder, () -> {});
  }

  private static long allocatedPerRecord(
      LogRecord.Builder log, LokiPushEncoder encoder, Runnable inspection) {
    var logs = new LogRecord.Builder[RECORDS];
    for (int i = 0; i < RECORDS; i++) logs[i] = log.clone().setTimeUnixNano(1 + i);
    var resource =
        Logs.resource(
            kv("service.name", "checkout"),
            kv("service_name", "checkout"),
            kv("host.name", "node-1"),
            kv("loki.resource.labels", "service_name"));
    Batch batch = Logs.batch(Logs.request(resource, Logs.scope("com.example.Orders"), logs));
    long allocated = 0;
    // The first rounds grow the buffers and are interpreted; of the others the best counts.
    long least = Long.MAX_VALUE;
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      encoder.encode(batch, Integer.MAX_VALUE);
      write(encoder);
      inspection.run();
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, allocated);
    }
    return least / RECORDS;
  }

  private static void write(LokiPushEncoder encoder) {
    try {
      encoder.writeTo(OutputStream.nullOutputStream(), any -> true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LogRecord.Builder record(int number) {
    return log(kv("thread.name", "exec-" + number), kv("thread.id", Logs.integer(number)))
        .setSeverityNumberValue(9)
        .setSeverityText("INFO")
        .setBody(string("Order " + number + " accepted: \"3\" items"));
  }
}
